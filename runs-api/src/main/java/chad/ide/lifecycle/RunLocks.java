package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.RunKey;
import chad.ide.logging.LogSubject;
import chad.ide.problem.ProblemType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What changes a run's life never overlaps. Whoever comes second is told so rather than made to wait. */
@Singleton
public class RunLocks {

    /**
     * What somebody does to a run.
     *
     * @param what the verb, for example {@code approve}
     * @param by who does it
     */
    public record Work(String what, String by) {}

    private record Held(Work work, Instant since) {}

    private final Clock clock;
    private final ConcurrentMap<RunKey, Held> held = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock everything = new ReentrantReadWriteLock();

    RunLocks(Clock clock) {
        this.clock = clock;
    }

    /** Does it while nobody else does anything to the run; empty, and nothing done, when somebody does. */
    public <T> Optional<T> ifFree(RunKey run, Work work, Supplier<T> action) {
        Held mine = new Held(work, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        if (held.putIfAbsent(run, mine) != null) {
            return Optional.empty();
        }
        everything.readLock().lock();
        try (LogSubject _ = LogSubject.run(run.runId())) {
            return Optional.of(action.get());
        } finally {
            everything.readLock().unlock();
            held.remove(run, mine);
        }
    }

    /**
     * Does it while nothing is done to any run, none is launched among it; what comes meanwhile waits. For what takes
     * milliseconds.
     *
     * @return empty, and nothing done, when something was under way for that long
     */
    public <T> Optional<T> whileNobodyActs(Duration patience, Supplier<T> action) {
        try {
            if (!everything.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return Optional.of(action.get());
        } finally {
            everything.writeLock().unlock();
        }
    }

    /** @throws ProblemException 409 that says who is doing what, when somebody else acts on the run */
    <T> T exclusively(RunKey run, Work work, Supplier<T> action) {
        return ifFree(run, work, action).orElseThrow(() -> busy(run.runId(), held.get(run)));
    }

    private static ProblemException busy(String runId, @Nullable Held other) {
        String what = other == null
                ? "Another action on run `%s` was in progress".formatted(runId)
                : "`%s` of run `%s`, started by %s at %s, is in progress"
                        .formatted(other.work().what(), runId, other.work().by(), other.since());
        return ProblemType.RUN_BUSY.because(what + ". Nothing was done; check the run again in a moment.");
    }
}
