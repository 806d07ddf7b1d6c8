package chad.ide.runs;

import chad.ide.engine.RunOwners;
import chad.ide.runs.ProcessStatus.Alive;
import chad.ide.runs.ProcessStatus.Gone;
import chad.ide.runs.ProcessStatus.Unknown;
import chad.ide.runs.ResumeNeed.Cause;
import chad.ide.runs.StallVerdict.Signal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says in which state a run really is.
 *
 * <p>A false alarm is as bad as a missed one, so several signals are weighed: a process of ours that is known to be
 * gone is the end, at once; one that lives on this machine is believed for as long as a task could keep it from
 * beating; of any other only the heartbeat tells, by the engine's own limit. A pid alone proves nothing: it may belong
 * to another container, or to another process by now.
 */
@Singleton
class StallDetector {

    /** The engine's own patience with a timer that is due while a process owns the run. */
    private static final Duration TIMER_GRACE = Duration.ofSeconds(30);

    /** How far another machine's clock may be ahead of ours. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(30);

    private static final DateTimeFormatter CLOCK_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final StallConfig config;

    StallDetector(StallConfig config) {
        this.config = config;
    }

    /**
     * @param stall present for a stalled run only
     * @param silence present when a process lives and does not beat, whether the run is called stalled yet or not
     * @param need present for a run that needs a resume only
     */
    record Judged(RunState state, Optional<StallVerdict> stall, Optional<Silence> silence, Optional<ResumeNeed> need) {

        static Judged of(RunState state) {
            return new Judged(state, Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Judged needs(Cause cause, long mark) {
            return new Judged(
                    RunState.NEEDS_RESUME,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new ResumeNeed(cause, mark)));
        }
    }

    /** @param failedTasks tasks that failed and were let go */
    Judged judge(RunRow row, RunEvidence evidence, ProcessStatus process, int failedTasks, long nowMs) {
        if (row.unstartedFork()) {
            return Judged.of(RunState.NOT_STARTED);
        }
        return switch (row.status()) {
            case "running" -> running(row, evidence, process, nowMs);
            case "finished" -> Judged.of(failedTasks > 0 ? RunState.FINISHED_WITH_FAILURES : RunState.FINISHED);
            case "waiting-timer", "waiting-event", "waiting-approval", "waiting-quota" -> parked(row, evidence, nowMs);
            default -> Judged.of(RunState.ofEngine(row.status()));
        };
    }

    /** Nothing wakes by itself: what came, or is due, waits until somebody goes on with the run. */
    private static Judged parked(RunRow row, RunEvidence evidence, long nowMs) {
        RunEvidence.Arrived arrived = evidence.arrived();
        Long approved = arrived.approvedAtMs();
        Long denied = arrived.deniedAtMs();
        Long signalled = arrived.signalledAtMs();
        Long due = evidence.dueAtMs();
        if (row.ownerId() == null && signalled != null) {
            return Judged.needs(Cause.SIGNALLED, signalled);
        }
        if (row.ownerId() == null && approved != null) {
            return Judged.needs(Cause.DECIDED, approved);
        }
        if (row.ownerId() == null
                && denied != null
                && row.status().equals("waiting-event")
                && evidence.eventWaits() == 0) {
            return Judged.needs(Cause.DENIED, denied);
        }
        if (due != null && nowMs - due >= (row.ownerId() == null ? 0 : TIMER_GRACE.toMillis())) {
            return Judged.needs(Cause.DUE, due);
        }
        return Judged.of(RunState.ofEngine(row.status()));
    }

    private Judged running(RunRow row, RunEvidence evidence, ProcessStatus process, long nowMs) {
        OptionalLong lastAlive = lastAlive(row, evidence, nowMs);
        long silentMs = nowMs - lastAlive.orElse(isPast(row.createdAtMs(), nowMs) ? row.createdAtMs() : 0);
        boolean beats = silentMs <= config.heartbeatLimit().toMillis();
        boolean dead =
                switch (process) {
                    case Gone gone -> !beatsAfter(row, gone, nowMs);
                    case Alive alive ->
                        Math.min(silentMs, nowMs - alive.sinceMs())
                                > config.frozenLimit().toMillis();
                    case Unknown unknown -> !beats;
                };
        Optional<Silence> silence = silence(row, evidence, process, dead, lastAlive, nowMs);
        if (!dead) {
            RunState state = row.cancelRequestedAtMs() != null ? RunState.CANCELLING : RunState.RUNNING;
            return new Judged(state, Optional.empty(), silence, Optional.empty());
        }
        if (wasRewound(row, evidence)) {
            return Judged.needs(Cause.REWOUND, evidence.newestEventAtMs() == null ? 0 : evidence.newestEventAtMs());
        }
        return new Judged(
                RunState.STALLED,
                Optional.of(verdict(row, evidence, process, lastAlive, nowMs)),
                silence,
                Optional.empty());
    }

    /** A process that we have just started is given the time that any other has. */
    private Optional<Silence> silence(
            RunRow row, RunEvidence evidence, ProcessStatus process, boolean dead, OptionalLong lastAlive, long nowMs) {
        if (!(process instanceof Alive alive) || (!evidence.engineBeats() && !dead)) {
            return Optional.empty(); // the newest event of an engine without heartbeats is no sign of its silence
        }
        long sinceMs = Math.max(lastAlive.orElse(Math.min(row.createdAtMs(), nowMs)), alive.sinceMs());
        if (!dead && nowMs - sinceMs <= config.heartbeatLimit().toMillis()) {
            return Optional.empty();
        }
        String says = alive(alive, lastAlive)
                + evidence.firstInFlight()
                        .map(task -> "; node `%s` is in flight".formatted(task.nodeId()))
                        .orElse("");
        return Optional.of(new Silence(sinceMs, alive.pid(), says + "."));
    }

    /** The same words in the verdict, in the list and in a refusal. */
    private static String alive(Alive alive, OptionalLong lastAlive) {
        return "Engine process %d is alive but has been silent since %s: it is busy or hung"
                .formatted(alive.pid(), lastAlive.isPresent() ? clock(lastAlive.getAsLong()) : "its start");
    }

    /** Another process took the run over after ours was gone. */
    private static boolean beatsAfter(RunRow row, Gone gone, long nowMs) {
        Long heartbeat = row.heartbeatAtMs();
        return heartbeat != null && heartbeat > gone.sinceMs() + 1_000 && isPast(heartbeat, nowMs);
    }

    /** A rewind leaves a run so: running, owned by nobody, with nothing in flight. */
    private static boolean wasRewound(RunRow row, RunEvidence evidence) {
        return evidence.engineBeats()
                && row.ownerId() == null
                && row.heartbeatAtMs() == null
                && evidence.inFlight().isEmpty();
    }

    /** The engine judges by max(heartbeat, start); a store of an engine without heartbeats by its newest event. */
    private static OptionalLong lastAlive(RunRow row, RunEvidence evidence, long nowMs) {
        Long heartbeat = row.heartbeatAtMs();
        return Stream.of(
                        Optional.ofNullable(heartbeat),
                        Optional.ofNullable(row.startedAtMs()),
                        Optional.ofNullable(heartbeat == null ? evidence.newestEventAtMs() : null))
                .flatMap(Optional::stream)
                .filter(atMs -> isPast(atMs, nowMs))
                .mapToLong(Long::longValue)
                .max();
    }

    /**
     * Whether it can be when something happened: a time that lies ahead, of a clock that was set back or of a damaged
     * row, says nothing, and would make a dead run fresh until it has come.
     */
    private static boolean isPast(long atMs, long nowMs) {
        return atMs - nowMs <= CLOCK_DIFFERENCE.toMillis();
    }

    private StallVerdict verdict(
            RunRow row, RunEvidence evidence, ProcessStatus process, OptionalLong lastAlive, long nowMs) {
        long sinceMs =
                process instanceof Gone gone ? gone.sinceMs() : lastAlive.orElse(Math.min(row.createdAtMs(), nowMs));
        List<Signal> signals = signals(row, evidence, process, nowMs);
        List<String> sentence = new ArrayList<>();
        sentence.add(whatHappened(row, process, lastAlive));
        evidence.firstInFlight()
                .ifPresentOrElse(
                        task -> sentence.add("node `%s` was in flight%s"
                                .formatted(
                                        task.nodeId(),
                                        evidence.inFlight().size() > 1
                                                ? " and %d more"
                                                        .formatted(evidence.inFlight()
                                                                        .size()
                                                                - 1)
                                                : "")),
                        () -> sentence.add("no node was in flight"));
        if (row.heartbeatAtMs() != null) {
            sentence.add("last heartbeat " + clock(row.heartbeatAtMs()));
        } else if (evidence.newestEventAtMs() != null) {
            sentence.add("last event " + clock(evidence.newestEventAtMs()));
        }
        return new StallVerdict(String.join("; ", sentence) + ".", sinceMs, signals);
    }

    private static String whatHappened(RunRow row, ProcessStatus process, OptionalLong lastAlive) {
        return switch (process) {
            case Gone gone ->
                "Engine process %d has been gone since %s%s"
                        .formatted(
                                gone.pid(),
                                clock(gone.sinceMs()),
                                gone.exitCode() == null ? "" : " (exit code %d)".formatted(gone.exitCode()));
            case Alive alive -> alive(alive, lastAlive);
            case Unknown unknown ->
                "No engine process has sent a heartbeat for it since %s%s"
                        .formatted(
                                lastAlive.isPresent() ? clock(lastAlive.getAsLong()) : "its start",
                                RunOwners.pid(row.ownerId())
                                        .map(pid -> " (its owner was process %d%s)"
                                                .formatted(
                                                        pid,
                                                        unknown.stranger() == null
                                                                ? ""
                                                                : ", whose number now belongs to %s"
                                                                        .formatted(unknown.stranger())))
                                        .orElse(""));
        };
    }

    private static List<Signal> signals(RunRow row, RunEvidence evidence, ProcessStatus process, long nowMs) {
        List<Signal> signals = new ArrayList<>();
        signals.add(
                switch (process) {
                    case Gone gone ->
                        new Signal("own-process", gone.sinceMs(), "process %d is gone".formatted(gone.pid()));
                    case Alive alive ->
                        new Signal(
                                alive.ours() ? "own-process" : "owner-process",
                                null,
                                "process %d is alive on this machine".formatted(alive.pid()));
                    case Unknown unknown ->
                        new Signal(
                                "owner-process",
                                null,
                                RunOwners.pid(row.ownerId())
                                        .map(pid -> unknown.stranger() == null
                                                ? "process %d is not on this machine".formatted(pid)
                                                : "process %d is %s, not this run's engine"
                                                        .formatted(pid, unknown.stranger()))
                                        .orElse("no process owns the run"));
                });
        signals.add(signal("heartbeat", row.heartbeatAtMs(), nowMs));
        signals.add(signal("newest-event", evidence.newestEventAtMs(), nowMs));
        evidence.firstInFlight()
                .ifPresent(task -> signals.add(new Signal("task", task.startedAtMs(), task(task, nowMs))));
        return signals;
    }

    private static String task(RunEvidence.InFlight task, long nowMs) {
        String runs = "`%s` attempt %d, in flight for %s"
                .formatted(task.nodeId(), task.attempt(), age(nowMs - task.startedAtMs()));
        Long timeout = task.timeoutMs();
        return timeout == null ? runs : runs + ", its time limit is " + age(timeout);
    }

    private static Signal signal(String name, @Nullable Long atMs, long nowMs) {
        String words = atMs == null
                ? "none"
                : isPast(atMs, nowMs)
                        ? age(nowMs - atMs) + " old"
                        : age(atMs - nowMs) + " ahead of this machine's clock";
        return new Signal(name, atMs, words);
    }

    static String clock(long atMs) {
        return CLOCK_TIME.format(Instant.ofEpochMilli(atMs));
    }

    private static String age(long ms) {
        Duration age = Duration.ofMillis(Math.max(0, ms));
        if (age.toMinutes() == 0) {
            return age.toSeconds() + " s";
        }
        return age.toHours() == 0
                ? "%d min %d s".formatted(age.toMinutes(), age.toSecondsPart())
                : "%d h %d min".formatted(age.toHours(), age.toMinutesPart());
    }
}
