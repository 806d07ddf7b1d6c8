package chad.ide.runs;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.store.Store;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of runs that have ended: of finished ones what they lost on the way, so that neither a list nor a sum
 * has to look into each of them, and of all whether somebody has seen it.
 */
@Singleton
public class EndedRuns {

    record RunInStore(String store, String runId) {}

    /** @param position of the run in its store */
    record Ended(long position, long endedAtMs, Set<Caveat.Kind> kinds) {

        Ended {
            kinds = Set.copyOf(kinds);
        }
    }

    private final CaveatLedger ledger;
    private final CaveatConfig config;
    private final Clock clock;
    private final Map<RunInStore, Ended> lossy = new ConcurrentHashMap<>();
    private final Map<RunInStore, Long> seen = new ConcurrentHashMap<>();
    private volatile boolean isRead;

    EndedRuns(CaveatLedger ledger, CaveatConfig config, Clock clock) {
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
    }

    /** Without the database nothing is known of them, and the rest goes on. */
    private boolean read() {
        if (isRead) {
            return true;
        }
        synchronized (this) {
            if (!isRead) {
                try {
                    lossy.putAll(ledger.all());
                    seen.putAll(ledger.seen());
                    isRead = true;
                } catch (LedgerUnavailableException told) {
                    Log.debug("What finished runs have lost can't be read at the moment.", told);
                }
            }
        }
        return isRead;
    }

    /** Of one store, by position. */
    public Map<Long, Set<Caveat.Kind>> lossy(Store store) {
        Map<Long, Set<Caveat.Kind>> found = new HashMap<>();
        if (read()) {
            lossy.forEach((key, ended) -> {
                if (key.store().equals(store.name())) {
                    found.put(ended.position(), ended.kinds());
                }
            });
        }
        return found;
    }

    /** What they lost, of those whose end nobody has seen. */
    Map<RunInStore, Ended> unseen() {
        Map<RunInStore, Ended> found = new HashMap<>();
        if (read()) {
            lossy.forEach((key, ended) -> {
                if (!isSeen(key, ended.endedAtMs())) {
                    found.put(key, ended);
                }
            });
        }
        return found;
    }

    /** The newest of them first. */
    List<Map.Entry<RunInStore, Ended>> newestUnseen(int most) {
        return unseen().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<RunInStore, Ended> one) ->
                                one.getValue().endedAtMs())
                        .reversed())
                .limit(most)
                .toList();
    }

    boolean isSeen(Store store, String runId, @Nullable Long endedAtMs) {
        return endedAtMs != null && read() && isSeen(new RunInStore(store.name(), runId), endedAtMs);
    }

    private boolean isSeen(RunInStore key, long endedAtMs) {
        return seen.getOrDefault(key, -1L) == endedAtMs;
    }

    EventMark mark(String store) {
        return ledger.mark(store);
    }

    boolean isKnown(String store, String runId) {
        return lossy.containsKey(new RunInStore(store, runId));
    }

    Set<String> known(String store) {
        Set<String> known = new HashSet<>();
        lossy.keySet().stream().filter(key -> key.store().equals(store)).forEach(key -> known.add(key.runId()));
        return known;
    }

    /** @throws LedgerUnavailableException when it can't be kept */
    void see(Map<RunInStore, Long> ends, String by) {
        ledger.see(ends, clock.millis(), by);
        seen.putAll(ends);
    }

    /** @return those of which something else is known now */
    Set<RunInStore> keep(
            Map<RunInStore, Ended> found, Collection<RunInStore> gone, @Nullable String store, EventMark readUpTo) {
        read();
        Set<RunInStore> changed = new HashSet<>();
        found.forEach((key, ended) -> {
            if (!ended.equals(lossy.get(key))) {
                changed.add(key);
            }
        });
        gone.stream().filter(lossy::containsKey).forEach(changed::add);
        ledger.keep(found, gone, store, readUpTo);
        lossy.putAll(found);
        lossy.keySet().removeAll(Set.copyOf(gone));
        return changed;
    }

    void forget() {
        long beforeMs = clock.millis() - config.keep().toMillis();
        ledger.forgetBefore(beforeMs);
        lossy.values().removeIf(ended -> ended.endedAtMs() < beforeMs);
    }
}
