package chad.ide.traces;

import chad.ide.runs.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A call of a model, or all that the engine says of those of an attempt.
 *
 * @param atMs when it ended
 * @param durationMs null when nobody told
 * @param outcome {@code answered}, {@code refused}, {@code unknown} or {@code stand-in}
 * @param http the status of a refusal
 */
record ModelCall(
        Usage.Report report,
        long atMs,
        @Nullable Long durationMs,
        String outcome,
        @Nullable String finishReason,
        @Nullable Integer http) {}
