package chad.ide.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.ledger.TakeOver;
import chad.ide.ledger.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ended sessions in the service's database, and as the lines of a file: of an earlier edition, and of a restore. */
public final class SessionQueries {

    /** The file's name, below the folder of the service. */
    public static final String FILE = "ended-sessions";

    /** In the place of a key's name: whichever it is. */
    static final String ANY_KEY = "";

    /**
     * A session's id and its end in epoch seconds, then the key's name in Base64; under {@code *} in the place of the id,
     * the time before which all sessions of that key are over, or of all keys when none is named.
     */
    private static final Pattern LINE = Pattern.compile("(\\*|[\\w-]{22}) (\\d{1,12})(?: ([\\w-]{0,1400}))?");

    private static final String ALL = "*";

    private static final String INSERT = """
            INSERT INTO ended_session (id, key_name, ends_at_ms) VALUES (?, ?, ?)
                ON CONFLICT (id, key_name) DO NOTHING
            """;

    private static final String INSERT_OVER = """
            INSERT INTO sessions_over (key_name, until_ms) VALUES (?, ?)
                ON CONFLICT (key_name) DO UPDATE SET until_ms = excluded.until_ms
                      WHERE excluded.until_ms > sessions_over.until_ms
            """;

    private final Ledger ledger;

    SessionQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A session that was ended, and when its time would have come. */
    record Ended(String id, String key, Instant end) {}

    /** All sessions of the key that began until then. */
    record Over(String key, Instant until) {}

    List<Ended> ended() {
        return ledger.list(
                "SELECT id, key_name, ends_at_ms FROM ended_session ORDER BY ends_at_ms",
                row -> new Ended(
                        row.getString("id"),
                        row.getString("key_name"),
                        Instant.ofEpochMilli(row.getLong("ends_at_ms"))));
    }

    List<Over> over() {
        return ledger.list(
                "SELECT key_name, until_ms FROM sessions_over",
                row -> new Over(row.getString("key_name"), Instant.ofEpochMilli(row.getLong("until_ms"))));
    }

    /** Adds them, and forgets those whose time has come and those of keys whose sessions are all over. */
    void add(List<Over> over, List<Ended> ended, Instant now) {
        ledger.inTransaction(transaction -> {
            transaction.change("DELETE FROM ended_session WHERE ends_at_ms < ?", now.toEpochMilli());
            for (Over key : over) {
                transaction.change("DELETE FROM ended_session WHERE key_name = ?", key.key());
            }
            insert(transaction, over, ended);
            return ended.size();
        });
    }

    private static void insert(Transaction transaction, List<Over> over, List<Ended> ended) throws SQLException {
        transaction.changeEach(
                INSERT_OVER,
                over.stream()
                        .map(key ->
                                new @Nullable Object[] {key.key(), key.until().toEpochMilli()})
                        .toList());
        transaction.changeEach(
                INSERT,
                ended.stream()
                        .map(one -> new @Nullable Object[] {
                            one.id(), one.key(), one.end().toEpochMilli()
                        })
                        .toList());
    }

    static TakeOver.Found take(Transaction transaction, byte[] content) throws SQLException {
        List<String> lines;
        try (Stream<String> all = new String(content, UTF_8).lines()) {
            lines = all.filter(line -> !line.isBlank()).toList();
        }
        long taken = 0;
        for (String line : lines) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                String key = parts.group(3) == null ? ANY_KEY : parts.group(3);
                Instant time = Instant.ofEpochSecond(Long.parseLong(parts.group(2)));
                boolean isAll = parts.group(1).equals(ALL);
                insert(
                        transaction,
                        isAll ? List.of(new Over(key, time)) : List.of(),
                        isAll ? List.of() : List.of(new Ended(parts.group(1), key, time)));
                taken++;
            }
        }
        return new TakeOver.Found(taken, lines.size() - taken);
    }

    /**
     * As a file, for a service that starts with another database. When nobody can tell which were ended, all sessions that
     * began until now are.
     */
    public static String asFile(Ledger ledger, Instant now) {
        SessionQueries queries = new SessionQueries(ledger);
        StringBuilder lines = new StringBuilder();
        try {
            queries.over().forEach(key -> lines.append(line(ALL, key.until(), key.key())));
            queries.ended().forEach(one -> lines.append(line(one.id(), one.end(), one.key())));
            ledger.begunAnewAt().ifPresent(at -> lines.append(line(ALL, at, ANY_KEY)));
            return lines.toString();
        } catch (LedgerUnavailableException unreadable) {
            return line(ALL, now, ANY_KEY);
        }
    }

    private static String line(String id, Instant time, String key) {
        return "%s %d%s\n".formatted(id, time.getEpochSecond(), key.equals(ANY_KEY) ? "" : " " + key);
    }
}
