package chad.ide.upkeep;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.ledger.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stores' daily sizes in the service's database. */
@Singleton
class SizeQueries {

    private static final String INSERT = """
            INSERT INTO store_size (store, day, size_bytes) VALUES (?, ?, ?)
                ON CONFLICT (store, day) DO NOTHING
            """;

    private final Ledger ledger;

    SizeQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    /** By day, oldest first. */
    NavigableMap<LocalDate, Long> of(String store) {
        NavigableMap<LocalDate, Long> days = new TreeMap<>();
        ledger.list(
                "SELECT day, size_bytes FROM store_size WHERE store = ?",
                row -> days.put(LocalDate.parse(row.getString("day")), row.getLong("size_bytes")),
                store);
        return days;
    }

    /** The first look of a day counts; days before {@code keepFrom} are forgotten. */
    void note(LocalDate day, Map<String, Long> sizes, LocalDate keepFrom) {
        List<@Nullable Object[]> rows = sizes.entrySet().stream()
                .map(store -> new @Nullable Object[] {store.getKey(), day.toString(), store.getValue()})
                .toList();
        ledger.inTransaction(transaction -> {
            transaction.change("DELETE FROM store_size WHERE day < ?", keepFrom.toString());
            return transaction.changeEach(INSERT, rows);
        });
    }

    /** The file of an earlier edition: {@code {STORE: {"2026-11-27": 4096}}}. */
    static TakeOver.Found take(Transaction transaction, byte[] content) throws SQLException {
        JsonNode root = TakeOver.json(content);
        if (!root.isObject()) {
            return new TakeOver.Found(0, 1);
        }
        long taken = 0;
        long unreadable = 0;
        for (Map.Entry<String, JsonNode> store : root.properties()) {
            for (Map.Entry<String, JsonNode> day : store.getValue().properties()) {
                if (isDate(day.getKey()) && day.getValue().isIntegralNumber()) {
                    transaction.change(
                            INSERT, store.getKey(), day.getKey(), day.getValue().asLong());
                    taken++;
                } else {
                    unreadable++;
                }
            }
        }
        return new TakeOver.Found(taken, unreadable);
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text).toString().equals(text);
        } catch (DateTimeException other) {
            return false;
        }
    }
}
