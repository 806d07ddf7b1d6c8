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

/** Finds out what is known of the process behind a run, and passes on that one has ended. */
@Singleton
class RunProcesses {

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
     * The owner's process, when it is to be seen from here and is this run's: pids are reused, and mean nothing in
     * another container, so its arguments must name the run.
     */
    private static Optional<ProcessSign> onThisMachine(RunRow row) {
        return StallDetector.ownerPid(row)
                .filter(pid -> pid.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .flatMap(ProcessHandle::of)
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument -> argument.equals(row.id()) || argument.endsWith("=" + row.id())))
                .map(process -> new Alive(process.pid(), false, 0));
    }

    void onExit(@Observes EngineExited news) {
        locator.find(news.process().runId()).ifPresent(run -> index.touch(run.store(), run.id()));
    }
}
