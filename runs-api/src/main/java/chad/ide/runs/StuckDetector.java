package chad.ide.runs;

import chad.ide.runs.Repeats.Retry;
import chad.ide.runs.Repeats.UnchangedTurns;
import chad.ide.runs.StallDetector.Judged;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a run that is being executed gets nowhere.
 *
 * <p>A false alarm is as bad as a missed one. One attempt that takes long is work, however long it takes, also after others
 * that failed quickly; so is a loop
 * in which a single output changes from turn to turn, and a run that waits for somebody, or for a time, is not executed
 * at all. What counts is only what has come to the same several times in a row, and has done so for some time.
 */
@Singleton
class StuckDetector {

    private static final int MUCH_LONGER = 2;

    private final StuckConfig config;

    StuckDetector(StuckConfig config) {
        this.config = config;
    }

    Optional<Stuck> judge(String store, RunRow row, Judged judged, Repeats repeats, long nowMs) {
        if (judged.state() != RunState.RUNNING) {
            return Optional.empty();
        }
        // A process that is silent makes no further attempt, takes no further turn and acknowledges no cancel.
        return silence(store, row, judged, nowMs)
                .or(() -> retries(store, row, repeats, nowMs))
                .or(() -> loop(store, row, repeats));
    }

    private Optional<Stuck> retries(String store, RunRow row, Repeats repeats, long nowMs) {
        return repeats.retries().stream()
                .filter(retry -> retry.failures() >= config.attempts())
                .filter(retry ->
                        nowMs - retry.firstFailedAtMs() >= config.after().toMillis())
                .filter(retry -> !isAtWork(retry, nowMs))
                .max(Comparator.comparingInt(Retry::failures))
                .map(retry -> new Stuck(
                        Stuck.Kind.RETRIES,
                        says(retry),
                        retry.runId() == null ? retry.lastError().runId() : retry.runId(),
                        retry.nodeId(),
                        retry.iteration(),
                        retry.failures(),
                        retry.limit(),
                        retry.lastError().message(),
                        retry.lastError().kind(),
                        retry.firstFailedAtMs(),
                        retry.nextAtMs(),
                        retry.limit() == null
                                ? "An attempt that succeeds, or a cancel: the attempts have no limit."
                                : "An attempt that succeeds, a cancel, or the limit of %d attempts."
                                        .formatted(retry.limit()),
                        cancel(store, row)));
    }

    /** An attempt that has gone on for much longer than the failed ones took has got past what they failed of. */
    private boolean isAtWork(Retry retry, long nowMs) {
        Long sinceMs = retry.inFlightSinceMs();
        return sinceMs != null
                && nowMs - sinceMs > Math.max(config.after().toMillis(), MUCH_LONGER * retry.longestMs());
    }

    private static String says(Retry retry) {
        String error = retry.lastError().message();
        return "%s has failed %d times in a row since %s, %s: %s%s %s"
                .formatted(
                        node(retry.nodeId(), retry.iteration(), retry.runId()),
                        retry.failures(),
                        StallDetector.clock(retry.firstFailedAtMs()),
                        retry.alike() >= retry.failures()
                                ? "always with the same error"
                                : retry.alike() > 1
                                        ? "the last %d times with the same error".formatted(retry.alike())
                                        : "at last with this error",
                        error,
                        error.matches("(?s).*[.?!…]") ? "" : ".",
                        next(retry));
    }

    private static String next(Retry retry) {
        String attempt = "Attempt %d of %s".formatted(retry.attempt(), retry.limit() == null ? "∞" : retry.limit());
        if (retry.inFlight()) {
            return attempt + " is in flight.";
        }
        Long at = retry.nextAtMs();
        return at == null ? attempt + " follows." : attempt + " follows at %s.".formatted(StallDetector.clock(at));
    }

    private Optional<Stuck> loop(String store, RunRow row, Repeats repeats) {
        return repeats.loops().stream()
                .filter(loop -> loop.unchanged() >= config.turns())
                .filter(loop ->
                        loop.untilMs() - loop.sinceMs() >= config.after().toMillis())
                .max(Comparator.comparingInt(UnchangedTurns::unchanged))
                .map(loop -> new Stuck(
                        Stuck.Kind.LOOP,
                        "The last %d turns of the loop `%s`%s changed nothing since %s: %s. Turn %d of %s follows."
                                .formatted(
                                        loop.unchanged(),
                                        loop.loopId(),
                                        inside(loop.runId()),
                                        StallDetector.clock(loop.sinceMs()),
                                        came(loop),
                                        loop.turn() + 1,
                                        loop.limit() == null ? "∞" : loop.limit()),
                        loop.runId(),
                        loop.loopId(),
                        loop.turn() - 1,
                        loop.unchanged(),
                        loop.limit(),
                        loop.lastError() == null ? null : loop.lastError().message(),
                        loop.lastError() == null ? null : loop.lastError().kind(),
                        loop.sinceMs(),
                        null,
                        loop.limit() == null
                                ? "A turn that fulfils the condition of the loop, or a cancel: the turns have no limit."
                                : "A turn that fulfils the condition of the loop, a cancel, or the limit of %d turns."
                                        .formatted(loop.limit()),
                        cancel(store, row)));
    }

    private static String came(UnchangedTurns loop) {
        Cause error = loop.lastError();
        if (error == null) {
            return nodes(loop) + " gave the same each time";
        }
        return "`%s` failed each time with the same error: %s"
                .formatted(error.nodeId(), error.message().replaceFirst("[.]$", ""));
    }

    private static String nodes(UnchangedTurns loop) {
        int more = loop.nodes().size() - 3;
        String named = String.join(
                ", ", loop.nodes().stream().limit(3).map(id -> "`" + id + "`").toList());
        return more > 0 ? "%s and %d more".formatted(named, more) : named;
    }

    private Optional<Stuck> silence(String store, RunRow row, Judged judged, long nowMs) {
        return judged.silence()
                .filter(silence ->
                        nowMs - silence.sinceAtMs() >= config.silence().toMillis())
                .map(silence -> new Stuck(
                        Stuck.Kind.SILENT_PROCESS,
                        silence.says(),
                        null,
                        null,
                        0,
                        0,
                        null,
                        null,
                        null,
                        silence.sinceAtMs(),
                        null,
                        "A heartbeat, or the end of that process: another one then continues the run.",
                        CliWords.onRun("resume", executed(row), store) + " --end-process"));
    }

    private static String cancel(String store, RunRow row) {
        return CliWords.onRun("cancel", executed(row), store);
    }

    /** What is done about a subflow is done to the run whose process executes it: a verb on the subflow is refused. */
    private static String executed(RunRow row) {
        return row.isSubflow() ? row.id().substring(0, row.id().indexOf(":child:")) : row.id();
    }

    private static String node(String nodeId, int iteration, @Nullable String runId) {
        return "`%s`%s%s".formatted(nodeId, iteration == 0 ? "" : " (turn %d)".formatted(iteration + 1), inside(runId));
    }

    private static String inside(@Nullable String runId) {
        return runId == null ? "" : " in the subflow `%s`".formatted(runId);
    }
}
