package chad.ide.audit;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of the audit log in the service's database. */
@Singleton
class AuditQueries {

    /** The clock may have been set back between two lines, by seconds at most on a machine that keeps its time. */
    private static final long CLOCK_MARGIN_MS = 3_600_000;

    private static final String INSERT = """
            INSERT INTO audit (at_ms, principal, role, action, method, path, run_id, store, workflow, result, status,
                               problem_type, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** With its number, if no other line has it. */
    private static final String INSERT_NUMBERED = """
            INSERT INTO audit (at_ms, principal, role, action, method, path, run_id, store, workflow, result, status,
                               problem_type, detail, seq)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (seq) DO NOTHING
            """;

    private final Ledger ledger;

    AuditQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @param entries are numbered here */
    void add(List<AuditEntry> entries) {
        List<@Nullable Object[]> rows = entries.stream().map(AuditQueries::row).toList();
        ledger.inTransaction(transaction -> transaction.changeEach(INSERT, rows));
    }

    /** Lines of an earlier edition keep their numbers, but for those that another line has by now. */
    static void addNumbered(Transaction transaction, List<AuditEntry> entries) throws SQLException {
        int[] added = transaction.changeEach(
                INSERT_NUMBERED, entries.stream().map(AuditQueries::numberedRow).toList());
        List<@Nullable Object[]> others = new ArrayList<>();
        for (int i = 0; i < added.length; i++) {
            if (added[i] == 0) {
                others.add(row(entries.get(i)));
            }
        }
        transaction.changeEach(INSERT, others);
    }

    private static @Nullable Object[] row(AuditEntry entry) {
        return new @Nullable Object[] {
            entry.atMs(),
            entry.principal(),
            entry.role(),
            entry.action(),
            entry.method(),
            entry.path(),
            entry.runId(),
            entry.store(),
            entry.workflow(),
            entry.result().word(),
            entry.status(),
            entry.problemType(),
            entry.detail()
        };
    }

    private static @Nullable Object[] numberedRow(AuditEntry entry) {
        @Nullable Object[] row = Arrays.copyOf(row(entry), 14);
        row[13] = entry.seq();
        return row;
    }

    /** Entries with smaller numbers than {@code before} that the query takes, newest first. */
    List<AuditEntry> newest(AuditQuery query, long before, int limit) {
        Long since = query.sinceMs();
        Long until = query.untilMs();
        // Nothing that is wanted has a number beyond that of a line whose time is off by more than the margin.
        long last = until == null
                ? before
                : Math.min(
                        before,
                        ledger.first("""
                        SELECT seq FROM audit WHERE at_ms > ? ORDER BY at_ms, seq LIMIT 1
                        """, row -> row.getLong("seq"), until + CLOCK_MARGIN_MS)
                                .orElse(before));
        long first = since == null
                ? 0
                : ledger.first("""
                        SELECT seq FROM audit WHERE at_ms < ? ORDER BY at_ms DESC, seq DESC LIMIT 1
                        """, row -> row.getLong("seq"), since - CLOCK_MARGIN_MS)
                        .orElse(0L);
        StringBuilder where = new StringBuilder("seq < ? AND seq > ?");
        List<Object> arguments = new ArrayList<>(List.of(last, first));
        equal(where, arguments, "principal", query.principal());
        equal(where, arguments, "action", query.action());
        equal(where, arguments, "run_id", query.runId());
        equal(
                where,
                arguments,
                "result",
                query.result() == null ? null : query.result().word());
        if (since != null) {
            where.append(" AND +at_ms >= ?"); // the sign keeps it from being walked by time, and sorted
            arguments.add(since);
        }
        if (until != null) {
            where.append(" AND +at_ms <= ?");
            arguments.add(until);
        }
        arguments.add(limit);
        return ledger.list("""
                SELECT seq, at_ms, principal, role, action, method, path, run_id, store, workflow, result, status,
                       problem_type, detail
                  FROM audit
                 WHERE %s
                 ORDER BY seq DESC
                 LIMIT ?
                """.formatted(where), AuditQueries::entry, arguments.toArray());
    }

    private static void equal(StringBuilder where, List<Object> arguments, String column, @Nullable String value) {
        if (value != null) {
            where.append(" AND ").append(column).append(" = ?");
            arguments.add(value);
        }
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("seq"),
                row.getLong("at_ms"),
                row.getString("principal"),
                row.getString("role"),
                row.getString("action"),
                row.getString("method"),
                row.getString("path"),
                row.getString("run_id"),
                row.getString("store"),
                row.getString("workflow"),
                AuditEntry.Result.of(row.getString("result")),
                row.getInt("status"),
                row.getString("problem_type"),
                row.getString("detail"));
    }

    /**
     * Removes what is too old, and the oldest of what is too much, of each at most so many lines: others wait for the lock.
     *
     * @return how many went
     */
    int prune(long beforeMs, int keep, int atMost) {
        return ledger.inTransaction(
                transaction -> transaction.change("""
                        DELETE FROM audit
                         WHERE seq IN (SELECT seq FROM audit WHERE at_ms < ? ORDER BY at_ms, seq LIMIT ?)
                        """, beforeMs, atMost) + transaction.change("""
                        DELETE FROM audit
                         WHERE seq IN (SELECT seq FROM audit
                                        WHERE seq <= (SELECT max(seq) FROM audit) - ?
                                        ORDER BY seq
                                        LIMIT ?)
                        """, keep, atMost));
    }
}
