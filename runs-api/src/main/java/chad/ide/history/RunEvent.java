package chad.ide.history;

import com.fasterxml.jackson.annotation.JsonRawValue;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An event of a run.
 *
 * @param seq its place; times are not in this order, as the engine writes some events late
 * @param text the event in words
 * @param payload JSON as the engine wrote it; null when it was cut
 * @param payloadBytes length of its JSON text
 * @param payloadHref where the whole payload is to be had, when it was cut
 */
@Schema(name = "RunEvent")
public record RunEvent(
        @Schema(examples = "12") long seq,
        @Schema(examples = "1795252285000") long atMs,
        @Schema(examples = "NodeStarted") String type,
        @Schema(examples = "judge") @Nullable String nodeId,
        @Nullable Integer iteration,
        @Nullable Integer attempt,
        Level level,

        @Schema(examples = "judge started, attempt 1") String text,

        @Schema(implementation = Object.class) @JsonRawValue @Nullable String payload,

        long payloadBytes,
        @Nullable String payloadHref) {}
