package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * That a node which failed is tried again.
 *
 * @param attempt its number, counted from 1
 * @param limit how many attempts the node may have in all; null when they have no end, the engine's default
 * @param atMs when it begins, as the pauses so far tell; null when they don't
 */
public record NextAttempt(
        @Schema(examples = "6") int attempt,
        @Schema(examples = "10") @Nullable Integer limit,
        @Schema(examples = "1795252285000") @Nullable Long atMs) {}
