package chad.ide.schedules;

import chad.ide.runs.RunState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One due time of a schedule, or one that somebody asked for, and what became of it. All times in epoch milliseconds.
 *
 * @param reason why it waits, was skipped, missed or refused; null for a launched one
 * @param decidedAtMs when it was first dealt with
 * @param startedAtMs when its run was launched; of one that waits, when that was begun: whether there is a run then is not
 *     certain until it has been looked for
 * @param runState where the run stood when it was last looked at; null before its launch
 * @param endedAtMs when the run's end was seen
 * @param by who triggered it, or had it made up for; null for the clock
 */
@Schema(name = "Firing")
public record Firing(
        @Schema(examples = "nightly-experiments") String schedule,
        long dueAtMs,
        FiringKind kind,
        FiringOutcome outcome,
        @Nullable String reason,

        @Schema(description = "Made of the schedule's name and the due time, so that it can be launched once only.")
        String runId,

        @Nullable String store,
        long decidedAtMs,
        @Nullable Long startedAtMs,
        @Nullable RunState runState,
        @Nullable Long endedAtMs,
        @Nullable String by) {

    boolean isWaiting() {
        return outcome == FiringOutcome.WAITING;
    }

    /** A process may have been started for it, of which this service does not know. */
    boolean isBegun() {
        return isWaiting() && startedAtMs != null;
    }

    boolean isLive() {
        return outcome == FiringOutcome.LAUNCHED && endedAtMs == null;
    }

    /** Whether its run ended as it should; false for one that has not ended. */
    boolean succeeded() {
        return outcome == FiringOutcome.LAUNCHED
                && endedAtMs != null
                && (runState == RunState.FINISHED
                        || runState == RunState.FINISHED_WITH_FAILURES
                        || runState == RunState.CONTINUED);
    }

    /** Whether its run failed by itself; one that a person cancelled did not. */
    boolean failed() {
        return outcome == FiringOutcome.LAUNCHED && endedAtMs != null && runState == RunState.FAILED;
    }

    /** Nothing is launched for it any more. */
    Firing cameTo(FiringOutcome nothing, String because) {
        return with(nothing, because, store, null, runState, endedAtMs);
    }

    /** It is to be launched later. */
    Firing waits(String because) {
        return with(FiringOutcome.WAITING, because, store, startedAtMs, runState, endedAtMs);
    }

    /** @param atMs when its launch was begun; null when none is under way */
    Firing begun(@Nullable Long atMs) {
        return with(FiringOutcome.WAITING, reason, store, atMs, null, null);
    }

    Firing launched(@Nullable String into, long atMs) {
        return with(FiringOutcome.LAUNCHED, null, into, atMs, RunState.RUNNING, null);
    }

    /** @param ended when its run ended; null while it goes on */
    Firing followed(RunState now, @Nullable String in, @Nullable Long ended) {
        return with(outcome, reason, in, startedAtMs, now, ended);
    }

    private Firing with(
            FiringOutcome became,
            @Nullable String because,
            @Nullable String in,
            @Nullable Long started,
            @Nullable RunState state,
            @Nullable Long ended) {
        return new Firing(schedule, dueAtMs, kind, became, because, runId, in, decidedAtMs, started, state, ended, by);
    }
}
