package chad.ide.notices;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.ledger.Transaction;
import chad.ide.notices.NotificationLedger.Entry;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was told to whom, in the service's database. */
final class NoticeQueries {

    private static final String BEGIN = """
            INSERT INTO notices_begun (id, since_ms) VALUES (1, ?)
                ON CONFLICT (id) DO NOTHING
            """;

    private static final String WRITE = """
            INSERT INTO notice (notice_key, noticed_at_ms, seen_at_ms, owed) VALUES (?, ?, ?, ?)
                ON CONFLICT (notice_key) DO UPDATE SET noticed_at_ms = excluded.noticed_at_ms,
                                                       seen_at_ms = excluded.seen_at_ms,
                                                       owed = excluded.owed
            """;

    private final Ledger ledger;

    NoticeQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    /** When the first notice was looked for; now, when that is so. */
    long begunAt(long nowMs) {
        return ledger.inTransaction(transaction -> {
            transaction.change(BEGIN, nowMs);
            return transaction
                    .first("SELECT since_ms FROM notices_begun WHERE id = 1", row -> row.getLong("since_ms"))
                    .orElse(nowMs);
        });
    }

    Map<String, Entry> all() {
        Map<String, Entry> all = new HashMap<>();
        ledger.list("SELECT notice_key, noticed_at_ms, seen_at_ms, owed FROM notice", row -> {
            Set<String> owed = Set.copyOf(row.getString("owed").lines().toList());
            return all.put(
                    row.getString("notice_key"),
                    new Entry(row.getLong("noticed_at_ms"), row.getLong("seen_at_ms"), owed));
        });
        return all;
    }

    void write(Map<String, Entry> changed, Collection<String> gone) {
        List<@Nullable Object[]> rows =
                changed.entrySet().stream().map(NoticeQueries::row).toList();
        List<@Nullable Object[]> keys =
                gone.stream().map(key -> new @Nullable Object[] {key}).toList();
        ledger.inTransaction(transaction -> {
            transaction.changeEach("DELETE FROM notice WHERE notice_key = ?", keys);
            return transaction.changeEach(WRITE, rows);
        });
    }

    private static @Nullable Object[] row(Map.Entry<String, Entry> of) {
        Entry entry = of.getValue();
        return new @Nullable Object[] {
            of.getKey(), entry.noticedAtMs(), entry.seenAtMs(), String.join("\n", new TreeSet<>(entry.owed()))
        };
    }

    /** The file of an earlier edition: {@code {"sinceMs": 1, "entries": {KEY: {"noticedAtMs", "seenAtMs", "owed"}}}}. */
    static TakeOver.Found take(Transaction transaction, byte[] content) throws SQLException {
        JsonNode root = TakeOver.json(content);
        if (!root.path("sinceMs").isNumber()) {
            return new TakeOver.Found(0, 1);
        }
        transaction.change(BEGIN, root.path("sinceMs").asLong());
        long taken = 0;
        long unreadable = 0;
        for (Map.Entry<String, JsonNode> one : root.path("entries").properties()) {
            JsonNode entry = one.getValue();
            if (entry.path("noticedAtMs").isNumber() && entry.path("seenAtMs").isNumber()) {
                Set<String> owed = new TreeSet<>();
                entry.path("owed").forEach(target -> owed.add(target.asText()));
                transaction.change(
                        WRITE,
                        one.getKey(),
                        entry.path("noticedAtMs").asLong(),
                        entry.path("seenAtMs").asLong(),
                        String.join("\n", owed));
                taken++;
            } else {
                unreadable++;
            }
        }
        return new TakeOver.Found(taken, unreadable);
    }
}
