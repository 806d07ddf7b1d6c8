package chad.ide.runs;

import chad.ide.ledger.Ledger;
import chad.ide.runs.EndedRuns.Ended;
import chad.ide.runs.EndedRuns.RunInStore;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What finished runs lost, and which ends of runs were seen, in the service's database. */
@Singleton
class CaveatLedger {

    private static final int MAX_ROWS = 200_000;
    private static final EventMarks MARKS = new EventMarks("run_caveat_read");

    private final Ledger ledger;

    CaveatLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    EventMark mark(String store) {
        return MARKS.of(ledger, store);
    }

    /** The newest first. */
    Map<RunInStore, Ended> all() {
        Map<RunInStore, Ended> all = new HashMap<>();
        ledger.list(
                "SELECT store, run_id, position, ended_at_ms, kinds FROM run_caveat ORDER BY ended_at_ms DESC LIMIT ?",
                row -> all.put(
                        new RunInStore(row.getString("store"), row.getString("run_id")),
                        new Ended(row.getLong("position"), row.getLong("ended_at_ms"), kinds(row.getString("kinds")))),
                MAX_ROWS);
        return all;
    }

    private static Set<Caveat.Kind> kinds(String words) {
        return Arrays.stream(words.split(" "))
                .map(Caveat.Kind::ofWord)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** By run the end that was seen. */
    Map<RunInStore, Long> seen() {
        Map<RunInStore, Long> seen = new HashMap<>();
        ledger.list(
                "SELECT store, run_id, ended_at_ms FROM run_seen ORDER BY seen_at_ms DESC LIMIT ?",
                row -> seen.put(
                        new RunInStore(row.getString("store"), row.getString("run_id")),
                        Long.valueOf(row.getLong("ended_at_ms"))),
                MAX_ROWS);
        return seen;
    }

    /** Keeps what is found, forgets what is gone, and how far the store was read by that, all or nothing. */
    void keep(Map<RunInStore, Ended> found, Collection<RunInStore> gone, @Nullable String store, EventMark readUpTo) {
        List<@Nullable Object[]> rows = found.entrySet().stream()
                .map(one -> new @Nullable Object[] {
                    one.getKey().store(),
                    one.getKey().runId(),
                    one.getValue().position(),
                    one.getValue().endedAtMs(),
                    one.getValue().kinds().stream()
                            .sorted()
                            .map(Caveat.Kind::word)
                            .collect(Collectors.joining(" "))
                })
                .toList();
        List<@Nullable Object[]> keys = gone.stream()
                .map(key -> new @Nullable Object[] {key.store(), key.runId()})
                .toList();
        ledger.inTransaction(transaction -> {
            transaction.changeEach("DELETE FROM run_caveat WHERE store = ? AND run_id = ?", keys);
            transaction.changeEach("""
                    INSERT INTO run_caveat (store, run_id, position, ended_at_ms, kinds) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (store, run_id) DO UPDATE SET position = excluded.position,
                                                                  ended_at_ms = excluded.ended_at_ms,
                                                                  kinds = excluded.kinds
                    """, rows);
            return store == null ? 0 : MARKS.keep(transaction, store, readUpTo);
        });
    }

    void see(Map<RunInStore, Long> ends, long nowMs, String by) {
        List<@Nullable Object[]> rows = ends.entrySet().stream()
                .map(one -> new @Nullable Object[] {
                    one.getKey().store(), one.getKey().runId(), one.getValue(), nowMs, by
                })
                .toList();
        ledger.inTransaction(transaction -> transaction.changeEach("""
                INSERT INTO run_seen (store, run_id, ended_at_ms, seen_at_ms, seen_by) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (store, run_id) DO UPDATE SET ended_at_ms = excluded.ended_at_ms,
                                                              seen_at_ms = excluded.seen_at_ms,
                                                              seen_by = excluded.seen_by
                """, rows));
    }

    void forgetBefore(long atMs) {
        ledger.inTransaction(transaction -> transaction.change("DELETE FROM run_caveat WHERE ended_at_ms < ?", atMs)
                + transaction.change("DELETE FROM run_seen WHERE seen_at_ms < ?", atMs));
    }
}
