package chad.ide.detail;

import chad.ide.runs.Tokens;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One try of a node. Times are epoch milliseconds.
 *
 * @param attempt counts from 1
 * @param cached whether the engine answered from its cache
 */
public record Attempt(
        @Schema(examples = "1") int attempt,
        @Schema(examples = "finished") String state,
        long startedAtMs,
        @Nullable Long finishedAtMs,
        @Nullable Long heartbeatAtMs,
        @Nullable RunError error,

        @Schema(examples = "nvidia/nemotron-3-ultra-550b-a55b") @Nullable String model,

        Tokens tokens,
        boolean cached) {}
