package chad.ide.runs;

import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list that people ask for in a word. All but {@link #NEEDS_YOU} are apart from each other, and a run's
 * place is that of its derived state: a stalled run is not among the running ones, whatever the engine says.
 */
public enum RunSegment {
    /**
     * Stalled, getting nowhere, waiting for a person, paused by a budget; and until somebody has seen it, failed within a day, or finished with
     * something lost on the way.
     */
    NEEDS_YOU,
    RUNNING,
    WAITING,
    STALLED,
    FAILED,
    FINISHED,
    CANCELLED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The engine's words for runs of it that have ended, which need no closer look. */
    Set<String> ended() {
        return switch (this) {
            case NEEDS_YOU, RUNNING, WAITING, STALLED -> Set.of();
            case FAILED -> Set.of("failed");
            case FINISHED -> Set.of("finished", "continued");
            case CANCELLED -> Set.of("cancelled");
        };
    }

    static @Nullable RunSegment parse(@Nullable String word) {
        if (word == null || word.isBlank()) {
            return null;
        }
        return Arrays.stream(values())
                .filter(segment -> segment.word().equals(word))
                .findFirst()
                .orElseThrow(() -> ProblemType.invalid(
                        "segment",
                        word,
                        Arrays.stream(values())
                                .map(segment -> "`" + segment.word() + "`")
                                .collect(Collectors.joining(", "))));
    }

    /** Where a run belongs; null for one that was never started, or of which nothing is known. */
    public static @Nullable RunSegment of(RunState state) {
        return switch (state) {
            case RUNNING, CANCELLING -> RUNNING;
            case WAITING_APPROVAL, WAITING_EVENT, WAITING_TIMER, WAITING_QUOTA, PAUSED -> WAITING;
            case STALLED, NEEDS_RESUME -> STALLED;
            case FAILED -> FAILED;
            case FINISHED, FINISHED_WITH_FAILURES, CONTINUED -> FINISHED;
            case CANCELLED -> CANCELLED;
            case NOT_STARTED, UNKNOWN -> null;
        };
    }
}
