package chad.ide.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.ledger.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** The reports' outbox in the service's database. */
@Singleton
class OutboxQueries {

    /** Some ten years. */
    private static final int MAX_NIGHTS = 4_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String WRITE = """
            INSERT INTO report_post (night, state, note_id, since_ms, next_try_at_ms, at_ms, tries, problem)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (night) DO UPDATE SET state = excluded.state, note_id = excluded.note_id,
                                                  since_ms = excluded.since_ms,
                                                  next_try_at_ms = excluded.next_try_at_ms, at_ms = excluded.at_ms,
                                                  tries = excluded.tries, problem = excluded.problem
            """;

    private final Ledger ledger;

    OutboxQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    Map<LocalDate, OutboxEntry> all() {
        Map<LocalDate, OutboxEntry> all = new TreeMap<>();
        ledger.list(
                "SELECT night, state, note_id, since_ms, next_try_at_ms, at_ms, tries, problem FROM report_post",
                row -> all.put(LocalDate.parse(row.getString("night")), entry(row)));
        return all;
    }

    private static OutboxEntry entry(ResultSet row) throws SQLException {
        return new OutboxEntry(
                OutboxEntry.State.valueOf(row.getString("state")),
                row.getString("note_id"),
                row.getLong("since_ms"),
                row.getLong("next_try_at_ms"),
                row.getLong("at_ms"),
                row.getInt("tries"),
                row.getString("problem"));
    }

    void write(LocalDate night, OutboxEntry entry) {
        ledger.inTransaction(transaction -> {
            write(transaction, night, entry);
            return transaction.change("""
                    DELETE FROM report_post
                     WHERE night < (SELECT night FROM report_post ORDER BY night DESC LIMIT 1 OFFSET ?)
                    """, MAX_NIGHTS - 1);
        });
    }

    private static void write(Transaction transaction, LocalDate night, OutboxEntry entry) throws SQLException {
        transaction.change(
                WRITE,
                night.toString(),
                entry.state().name(),
                entry.noteId(),
                entry.sinceMs(),
                entry.nextTryAtMs(),
                entry.atMs(),
                entry.tries(),
                entry.problem());
    }

    void remove(LocalDate night) {
        ledger.change("DELETE FROM report_post WHERE night = ?", night.toString());
    }

    /** A file of an earlier edition, {@code 2026-06-13.json}. */
    static TakeOver.Found take(Transaction transaction, Path file, byte[] content) throws SQLException {
        try {
            LocalDate night = LocalDate.parse(file.getFileName().toString().replace(".json", ""));
            write(transaction, night, parse(JSON.readTree(new String(content, UTF_8))));
            return new TakeOver.Found(1, 0);
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException damaged) {
            return new TakeOver.Found(0, 1);
        }
    }

    private static OutboxEntry parse(JsonNode json) {
        return new OutboxEntry(
                OutboxEntry.State.valueOf(json.path("state").asText()),
                json.path("noteId").textValue(),
                json.path("sinceMs").asLong(),
                json.path("nextTryAtMs").asLong(),
                json.path("atMs").asLong(),
                json.path("tries").asInt(),
                json.path("problem").textValue());
    }
}
