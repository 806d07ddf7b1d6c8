package chad.ide.security;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.security.SessionQueries.Ended;
import chad.ide.security.SessionQueries.Over;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sessions that somebody ended before their time, remembered until that time has come. Each key has a share of the
 * list; past it, all sessions of that key that began until now are over, and those of other keys are not: who signs in and
 * out ten thousand times signs out nobody but the holders of the same key.
 *
 * <p>Who asks is answered from memory. While the database can't be read, nobody knows which sessions were ended, so those
 * of before the start do not count until it can. One that can't be written is written later.
 */
@Singleton
class EndedSessions {

    private static final int MAX_OF_A_KEY = 500;
    private static final long TRY_AGAIN_SECONDS = 1;
    private static final String TROUBLE = "ended sessions";
    private static final String ANY_KEY = SessionQueries.ANY_KEY;

    /** Behind the database's own start. */
    private static final int BEFORE_REQUESTS = 10;

    private final SessionQueries queries;
    private final Ledger ledger;
    private final TakeOver takeOver;
    private final Path file;
    private final Clock clock;
    private final Warnings warnings;
    private final Executor later;
    private final int max;
    private final Instant startedAt;

    /** Ends by the sessions' ids, by key. */
    private final Map<String, Map<String, Instant>> ends = new HashMap<>();

    /** The time before which all are over, by key. */
    private final Map<String, Instant> allBefore = new HashMap<>();

    private final List<Ended> unwritten = new ArrayList<>();
    private final Map<String, Over> unwrittenOver = new HashMap<>();
    private final ReentrantLock settling = new ReentrantLock();
    private boolean isRead;
    private Instant triedAt = Instant.EPOCH;

    @Inject
    EndedSessions(Ledger ledger, TakeOver takeOver, SecurityConfig config, Clock clock, Warnings warnings) {
        this(
                ledger,
                takeOver,
                config,
                clock,
                warnings,
                Thread.ofPlatform().daemon().name("ended-sessions")::start,
                MAX_OF_A_KEY);
    }

    /** @param later who asks serves many others, so another thread waits for the database */
    EndedSessions(
            Ledger ledger,
            TakeOver takeOver,
            SecurityConfig config,
            Clock clock,
            Warnings warnings,
            Executor later,
            int max) {
        this.queries = new SessionQueries(ledger);
        this.ledger = ledger;
        this.takeOver = takeOver;
        this.file = config.folder().resolve(SessionQueries.FILE);
        this.clock = clock;
        this.warnings = warnings;
        this.later = later;
        this.max = max;
        this.startedAt = now();
    }

    void start(@Observes @Priority(BEFORE_REQUESTS) StartupEvent starting) {
        settle();
    }

    /** As far as a cookie tells time. */
    private Instant now() {
        return Instant.ofEpochSecond(clock.instant().getEpochSecond());
    }

    /** @param key the name of the session's key, in Base64 */
    synchronized boolean has(String id, String key, Instant begin) {
        tryAgain();
        return !(isRead || begin.isAfter(startedAt))
                || ends.getOrDefault(key, Map.of()).containsKey(id)
                || ends.getOrDefault(ANY_KEY, Map.of()).containsKey(id)
                || !begin.isAfter(allBefore.getOrDefault(key, Instant.MIN))
                || !begin.isAfter(allBefore.getOrDefault(ANY_KEY, Instant.MIN));
    }

    /** Over at once; remembered when it returns, or as soon as it can be. */
    void add(String id, String key, Instant end) {
        synchronized (this) {
            Instant now = now();
            ends.values().forEach(ofKey -> ofKey.values().removeIf(over -> over.isBefore(now)));
            ends.values().removeIf(Map::isEmpty);
            Map<String, Instant> ofKey = ends.computeIfAbsent(key, first -> new LinkedHashMap<>());
            if (ofKey.size() >= max) {
                ofKey.clear();
                allBefore.put(key, now);
                unwritten.removeIf(one -> one.key().equals(key));
                unwrittenOver.put(key, new Over(key, now));
            }
            ofKey.put(id, end);
            unwritten.add(new Ended(id, key, end));
        }
        settle();
    }

    /** Where all callers have keys nobody asks, and the warning would stay. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    synchronized void lookAfter() {
        tryAgain();
    }

    /** What the database refused a moment ago. */
    private void tryAgain() {
        boolean isSettled = isRead && unwritten.isEmpty() && unwrittenOver.isEmpty();
        if (!isSettled && !now().isBefore(triedAt.plusSeconds(TRY_AGAIN_SECONDS))) {
            triedAt = now();
            later.execute(this::settleIfNobodyDoes);
        }
    }

    private void settleIfNobodyDoes() {
        if (settling.tryLock()) {
            try {
                settle();
            } finally {
                settling.unlock();
            }
        }
    }

    /** Reads what is not known and writes what is not written, without keeping those who ask from their answers. */
    private void settle() {
        settling.lock();
        try {
            synchronized (this) {
                triedAt = now();
            }
            if (recall()) {
                write();
                warnings.end(TROUBLE);
            }
        } catch (LedgerUnavailableException unavailable) {
            tell(unavailable.reason());
        } finally {
            settling.unlock();
        }
    }

    private boolean recall() {
        synchronized (this) {
            if (isRead) {
                return true;
            }
        }
        if (!takeOver.run(
                        TROUBLE,
                        List.of(file),
                        (transaction, from, content) -> SessionQueries.take(transaction, content))
                .isEmpty()) {
            tell("The file of an earlier edition can't be read. Check its owner and mode. file=" + file);
            return false;
        }
        ledger.begunAnewAt().ifPresent(at -> queries.add(List.of(new Over(ANY_KEY, at)), List.of(), now()));
        List<Over> over = queries.over();
        List<Ended> ended = queries.ended();
        synchronized (this) {
            over.forEach(key -> allBefore.merge(key.key(), key.until(), (a, b) -> a.isAfter(b) ? a : b));
            ended.forEach(one -> ends.computeIfAbsent(one.key(), first -> new LinkedHashMap<>())
                    .put(one.id(), one.end()));
            isRead = true;
        }
        return true;
    }

    private void write() {
        List<Ended> ended;
        List<Over> over;
        synchronized (this) {
            ended = List.copyOf(unwritten);
            over = List.copyOf(unwrittenOver.values());
        }
        if (ended.isEmpty() && over.isEmpty()) {
            return;
        }
        queries.add(over, ended, now());
        synchronized (this) {
            unwritten.removeAll(ended);
            over.forEach(key -> unwrittenOver.remove(key.key(), key));
        }
    }

    private void tell(String reason) {
        boolean isKnown;
        synchronized (this) {
            isKnown = isRead;
        }
        warnings.begin(
                TROUBLE,
                (isKnown
                                ? "An ended session can't be recorded at the moment; it has ended, but would be valid again"
                                        + " after a restart. Recording is retried. "
                                : "The ended sessions can't be read at the moment, so sessions from before the start are"
                                        + " refused until they can. ")
                        + "cause=" + reason);
    }
}
