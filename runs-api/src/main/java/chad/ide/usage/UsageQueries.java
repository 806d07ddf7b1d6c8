package chad.ide.usage;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.Transaction;
import chad.ide.runs.Usage;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens that were used, in the service's own database. */
@Singleton
class UsageQueries {

    private static final int MAX_WORD_CHARS = 200;
    private static final int MAX_GROUPS = 100_000;

    private static final String INSERT = """
            INSERT INTO token_usage (run_id, seq, at_ms, store, workflow, node_id, iteration, attempt, model,
                                     input_tokens, output_tokens, reasoning_tokens, cache_read, is_exact)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run_id, seq, at_ms) DO NOTHING
            """;

    private static final String ADD = """
            INSERT INTO token_usage_hour (hour_ms, workflow, model, calls, input_tokens, output_tokens, reasoning_tokens,
                                          cache_read, inexact_calls)
            VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?)
                ON CONFLICT (hour_ms, workflow, model) DO UPDATE SET
                   calls = token_usage_hour.calls + 1,
                   input_tokens = token_usage_hour.input_tokens + excluded.input_tokens,
                   output_tokens = token_usage_hour.output_tokens + excluded.output_tokens,
                   reasoning_tokens = token_usage_hour.reasoning_tokens + excluded.reasoning_tokens,
                   cache_read = token_usage_hour.cache_read + excluded.cache_read,
                   inexact_calls = token_usage_hour.inexact_calls + excluded.inexact_calls
            """;

    private final Ledger ledger;

    UsageQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    /** How far a store was read. */
    record Mark(long position, @Nullable String eventId) {

        static final Mark BEGINNING = new Mark(0, null);
    }

    Mark mark(String store) {
        return ledger.first(
                        "SELECT position, event_id FROM token_usage_read WHERE store = ?",
                        row -> new Mark(row.getLong("position"), row.getString("event_id")),
                        store)
                .orElse(Mark.BEGINNING);
    }

    /** Keeps the lines that are new, and how far the store was read by that, both or neither. */
    void keep(String store, List<UsageLine> lines, Mark readUpTo) {
        ledger.inTransaction(transaction -> {
            for (UsageLine line : lines) {
                keep(transaction, line);
            }
            return transaction.change("""
                    INSERT INTO token_usage_read (store, position, event_id) VALUES (?, ?, ?)
                        ON CONFLICT (store) DO UPDATE SET position = excluded.position, event_id = excluded.event_id
                    """, store, readUpTo.position(), readUpTo.eventId());
        });
    }

    private static void keep(Transaction transaction, UsageLine line) throws SQLException {
        Usage.Report report = line.report();
        String model = word(report.model() == null ? "unknown" : report.model());
        String workflow = word(line.workflow());
        long inexact = report.tokens().exact() ? 0 : 1;
        int inserted = transaction.change(
                INSERT,
                line.runId(),
                line.seq(),
                line.atMs(),
                line.store(),
                workflow,
                word(report.nodeId()),
                report.iteration(),
                report.attempt(),
                model,
                report.tokens().input(),
                report.tokens().output(),
                report.tokens().reasoning(),
                report.tokens().cacheRead(),
                1 - inexact);
        if (inserted == 1) {
            transaction.change(
                    ADD,
                    hour(line.atMs()),
                    workflow,
                    model,
                    report.tokens().input(),
                    report.tokens().output(),
                    report.tokens().reasoning(),
                    report.tokens().cacheRead(),
                    inexact);
        }
    }

    private static String word(String text) {
        return text.length() <= MAX_WORD_CHARS ? text : text.substring(0, MAX_WORD_CHARS);
    }

    private static long hour(long atMs) {
        return atMs - Math.floorMod(atMs, Duration.ofHours(1).toMillis());
    }

    /** Single reports before that time are forgotten; what they add up to stays. */
    int forgetBefore(long atMs, int most) {
        return ledger.change("""
                DELETE FROM token_usage
                 WHERE at_ms < ? AND at_ms <= (SELECT max(at_ms) FROM (SELECT at_ms FROM token_usage
                                                                        ORDER BY at_ms LIMIT ?) AS oldest)
                """, atMs, most);
    }

    /** What was used in the hours that begin from one time on and before another. */
    List<UsageSum> between(long sinceMs, long untilMs) {
        return ledger.list(
                """
                SELECT hour_ms, workflow, model, calls, input_tokens, output_tokens, reasoning_tokens, cache_read,
                       inexact_calls
                  FROM token_usage_hour
                 WHERE hour_ms >= ? AND hour_ms < ?
                 ORDER BY hour_ms
                 LIMIT ?
                """,
                row -> new UsageSum(
                        row.getLong("hour_ms"),
                        row.getString("workflow"),
                        row.getString("model"),
                        new UsedTokens(
                                row.getLong("calls"),
                                row.getLong("input_tokens"),
                                row.getLong("output_tokens"),
                                row.getLong("reasoning_tokens"),
                                row.getLong("cache_read"),
                                row.getLong("inexact_calls") == 0)),
                sinceMs,
                untilMs,
                MAX_GROUPS);
    }
}
