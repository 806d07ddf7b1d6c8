package chad.ide.stats;

import chad.ide.runs.RunState;

/** Runs being added up. */
final class Tally {

    private long total;
    private long finished;
    private long failed;
    private long cancelled;
    private long running;
    private long waiting;
    private long stalled;
    private long other;
    private final Durations durations = new Durations();

    void add(RunState state, int durationMs) {
        total++;
        switch (state) {
            case FINISHED, FINISHED_WITH_FAILURES, CONTINUED -> {
                finished++;
                if (durationMs >= 0) {
                    durations.add(durationMs);
                }
            }
            case FAILED -> failed++;
            case CANCELLED -> cancelled++;
            case RUNNING, CANCELLING -> running++;
            case WAITING_APPROVAL, WAITING_EVENT, WAITING_TIMER, WAITING_QUOTA, PAUSED -> waiting++;
            case STALLED, NEEDS_RESUME -> stalled++;
            case NOT_STARTED, UNKNOWN -> other++;
        }
    }

    long total() {
        return total;
    }

    StateCounts counts() {
        return new StateCounts(total, finished, failed, cancelled, running, waiting, stalled, other);
    }

    RunFigures figures() {
        long ended = finished + failed;
        return new RunFigures(
                ended == 0 ? null : (double) finished / ended, durations.quantile(0.5), durations.quantile(0.95));
    }
}
