package chad.ide.stats;

import chad.ide.runs.RunSegment;
import chad.ide.runs.RunState;

/** Runs being added up. */
final class Tally {

    private long total;
    private long finished;
    private long withFailures;
    private long failed;
    private long cancelled;
    private long running;
    private long waiting;
    private long stalled;
    private long other;
    private final Durations durations = new Durations();

    void add(RunState state, int durationMs) {
        total++;
        switch (RunSegment.of(state)) {
            case FINISHED -> {
                finished++;
                withFailures += state == RunState.FINISHED_WITH_FAILURES ? 1 : 0;
                if (durationMs >= 0) {
                    durations.add(durationMs);
                }
            }
            case FAILED -> failed++;
            case CANCELLED -> cancelled++;
            case RUNNING -> running++;
            case WAITING -> waiting++;
            case STALLED -> stalled++;
            case NEEDS_YOU -> throw new IllegalStateException("No state is in that segment alone: " + state);
            case null -> other++;
        }
    }

    long total() {
        return total;
    }

    StateCounts counts() {
        return new StateCounts(total, finished, withFailures, failed, cancelled, running, waiting, stalled, other);
    }

    RunFigures figures() {
        long ended = finished + failed;
        return new RunFigures(
                ended == 0 ? null : (double) (finished - withFailures) / ended,
                durations.quantile(0.5),
                durations.quantile(0.95));
    }
}
