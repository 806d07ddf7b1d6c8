package chad.ide.runs;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a run is called stalled.
 *
 * @param reason in plain words
 * @param sinceAtMs since when nobody executes it, as near as it is known
 * @param signals what led to the verdict
 */
public record StallVerdict(
        @Schema(
                examples =
                        "Engine process 4711 has been gone since 04:53:10Z; node `evaluate-3` was in flight; last heartbeat 04:53:09Z.")
        String reason,

        long sinceAtMs,
        List<Signal> signals) {

    public StallVerdict {
        signals = List.copyOf(signals);
    }

    /**
     * One thing that was looked at.
     *
     * @param name {@code own-process}, {@code owner-process}, {@code heartbeat}, {@code newest-event} or {@code task}
     * @param atMs the time that it speaks of, if it speaks of one
     * @param says in plain words
     */
    public record Signal(
            @Schema(examples = "heartbeat") String name,
            @Nullable Long atMs,
            @Schema(examples = "31 s old") String says) {}
}
