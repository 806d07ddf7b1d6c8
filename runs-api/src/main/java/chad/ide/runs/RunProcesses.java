package chad.ide.runs;

import chad.ide.engine.EngineExited;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.OwnProcess;
import chad.ide.runs.ProcessSign.Alive;
import chad.ide.runs.ProcessSign.Gone;
import chad.ide.runs.ProcessSign.Unknown;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what is known of the process behind a run, and passes on that one has ended. */
@Singleton
class RunProcesses {

    /** A process' birth is computed from the machine's start, which a clock correction moves a little. */
    private static final long CLOCK_CORRECTION_MS = 2_000;

    private final EngineProcesses own;
    private final RunLocator locator;
    private final RunIndex index;

    RunProcesses(EngineProcesses own, RunLocator locator, RunIndex index) {
        this.own = own;
        this.locator = locator;
        this.index = index;
    }

    ProcessSign of(RunRow row) {
        Optional<OwnProcess> ours = own.of(row.id());
        if (ours.isPresent() && ours.get().isAlive()) {
            return new Alive(ours.get().pid(), true, ours.get().startedAtMs());
        }
        return onThisMachine(row)
                .orElseGet(() -> ours.<ProcessSign>map(RunProcesses::gone).orElseGet(Unknown::new));
    }

    private static Gone gone(OwnProcess process) {
        Long endedAtMs = process.endedAtMs();
        return new Gone(process.pid(), endedAtMs == null ? process.startedAtMs() : endedAtMs, process.exitCode());
    }

    /**
     * The owner's process, when it is to be seen from here and is this run's. Pids are reused, in a restarted container
     * within seconds and by anything, our own CLI asking to resume this very run included. So its arguments must name
     * the run, and it must have been born before the owner's last beat.
     */
    static Optional<ProcessSign> onThisMachine(RunRow row) {
        return StallDetector.ownerPid(row)
                .filter(pid -> pid.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .flatMap(ProcessHandle::of)
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument -> argument.equals(row.id()) || argument.endsWith("=" + row.id())))
                .filter(process -> wasThere(process, row.heartbeatAtMs()))
                .map(process -> new Alive(process.pid(), false, 0));
    }

    private static boolean wasThere(ProcessHandle process, @Nullable Long beatAtMs) {
        return beatAtMs == null
                || process.info()
                        .startInstant()
                        .map(born -> born.toEpochMilli() <= beatAtMs + CLOCK_CORRECTION_MS)
                        .orElse(true);
    }

    void onExit(@Observes EngineExited news) {
        locator.find(news.process().runId()).ifPresent(run -> index.touch(run.store(), run.id()));
    }
}
