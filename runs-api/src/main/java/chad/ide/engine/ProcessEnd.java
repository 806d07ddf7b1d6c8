package chad.ide.engine;

import chad.ide.engine.RunOwner.OwnEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Kills an engine process and what it started, an agent's own tools above all, which would else go on with a task that
 * is done again. Who is killed is looked up at this very moment: a number is nobody's identity.
 */
public final class ProcessEnd {

    private ProcessEnd() {}

    /**
     * A process that we started, if it is still the one that we recorded.
     *
     * @return whether it is gone
     */
    public static boolean of(RecordedProcess recorded, Duration limit) throws InterruptedException {
        return !LiveProcess.isAlive(recorded) || kill(recorded.pid(), limit);
    }

    /**
     * A process that somebody else started.
     *
     * @param owner who lives under the number now; a stranger is never touched, nor is an engine that hosts other runs
     * @return whether the run's engine is gone
     */
    public static boolean of(long pid, RunOwner owner, Duration limit) throws InterruptedException {
        boolean isThere = owner instanceof OwnEngine engine && engine.pid() == pid;
        return !isThere || (!RunOwners.hosts(pid) && kill(pid, limit));
    }

    private static boolean kill(long pid, Duration limit) throws InterruptedException {
        Optional<ProcessHandle> found = ProcessHandle.of(pid);
        if (found.isEmpty()) {
            return true;
        }
        List<ProcessHandle> all = Stream.concat(found.stream(), found.get().descendants())
                .toList(); // before it is gone: then they are nobody's
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            found.get().onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException notGone) {
            return !found.get().isAlive() || LiveProcess.isZombie(pid);
        }
    }
}
