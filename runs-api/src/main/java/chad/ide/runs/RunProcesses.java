package chad.ide.runs;

import chad.ide.runs.ProcessSign.Alive;
import chad.ide.runs.ProcessSign.Unknown;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Optional;

/** Finds out what is known of the process behind a run. */
@Singleton
class RunProcesses {

    ProcessSign of(RunRow row) {
        return onThisMachine(row).orElseGet(Unknown::new);
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
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(row.id()))
                        .orElse(false))
                .map(process -> new Alive(process.pid(), false));
    }
}
