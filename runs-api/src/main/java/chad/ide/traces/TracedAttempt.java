package chad.ide.traces;

import org.jspecify.annotations.Nullable;

/**
 * An attempt of a task.
 *
 * @param errorName the name or code that the engine gave the error; null without one
 * @param prompt null unless texts are told; so are {@code answer} and {@code errorText}
 */
record TracedAttempt(
        String nodeId,
        int iteration,
        int attempt,
        String state,
        long startedAtMs,
        @Nullable Long finishedAtMs,
        @Nullable String kind,
        @Nullable String agent,
        @Nullable String model,
        @Nullable String finishReason,
        @Nullable String errorName,
        @Nullable String errorText,
        @Nullable String prompt,
        @Nullable String answer) {

    boolean isOfAgent() {
        return "agent".equals(kind);
    }
}
