package chad.ide.spend;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerRow;
import chad.ide.ledger.Transaction;
import chad.ide.runs.Accuracy;
import chad.ide.runs.EventMark;
import chad.ide.runs.EventMarks;
import chad.ide.runs.Tokens;
import chad.ide.runs.Usage;
import chad.ide.spend.SpendEvent.Ended;
import chad.ide.spend.SpendEvent.Reported;
import chad.volume.Price;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was used and what it cost, in the service's own database. */
@Singleton
class SpendQueries {

    static final long HOUR_MS = Duration.ofHours(1).toMillis();

    private static final int MAX_WORD_CHARS = 200;
    private static final int MAX_GROUPS = 100_000;
    private static final EventMarks MARKS = new EventMarks("spend_read");

    private static final String FIGURES = """
            calls, unknown_calls, estimated_calls, stand_in_calls, unpriced_calls, input_tokens, output_tokens, \
            reasoning_tokens, cache_read, cache_write, cost_nano_usd""";

    private static final String SUMS = """
            sum(calls) AS calls, sum(unknown_calls) AS unknown_calls, sum(estimated_calls) AS estimated_calls,
            sum(stand_in_calls) AS stand_in_calls, sum(unpriced_calls) AS unpriced_calls,
            sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens, sum(cache_read) AS cache_read, sum(cache_write) AS cache_write,
            sum(cost_nano_usd) AS cost_nano_usd""";

    private static final String ADD = """
            INSERT INTO spend (run_id, store, node_id, iteration, attempt, source, model, provider, hour_ms, at_ms, workflow,
                               %s, price)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run_id, store, node_id, iteration, attempt, source, model, provider, hour_ms) DO UPDATE SET
                   at_ms = excluded.at_ms,
                   calls = spend.calls + excluded.calls,
                   unknown_calls = spend.unknown_calls + excluded.unknown_calls,
                   estimated_calls = spend.estimated_calls + excluded.estimated_calls,
                   stand_in_calls = spend.stand_in_calls + excluded.stand_in_calls,
                   unpriced_calls = spend.unpriced_calls + excluded.unpriced_calls,
                   input_tokens = spend.input_tokens + excluded.input_tokens,
                   output_tokens = spend.output_tokens + excluded.output_tokens,
                   reasoning_tokens = spend.reasoning_tokens + excluded.reasoning_tokens,
                   cache_read = spend.cache_read + excluded.cache_read,
                   cache_write = spend.cache_write + excluded.cache_write,
                   cost_nano_usd = spend.cost_nano_usd + excluded.cost_nano_usd,
                   price = coalesce(excluded.price, spend.price)
            """.formatted(FIGURES);

    private static final String OF_ATTEMPT =
            "run_id = ? AND store = ? AND node_id = ? AND iteration = ? AND attempt = ?";

    private final Ledger ledger;
    private final Prices prices;

    SpendQueries(Ledger ledger, Prices prices) {
        this.ledger = ledger;
        this.prices = prices;
    }

    /** A row of the sums. */
    private record Group(long hourMs, String workflow, String model, String provider) {

        static Group of(ResultSet row) throws SQLException {
            return new Group(
                    row.getLong("hour_ms"),
                    row.getString("workflow"),
                    row.getString("model"),
                    row.getString("provider"));
        }
    }

    EventMark mark(String store) {
        return MARKS.of(ledger, store);
    }

    /**
     * Keeps what is new, and how far the store was read by that, both or neither.
     *
     * @param labels of the runs of the events
     * @return the runs of which something was new
     */
    Set<String> keep(
            String store, List<SpendEvent> events, Map<String, Map<String, String>> labels, EventMark readUpTo) {
        return ledger.inTransaction(transaction -> {
            Set<String> runs = new LinkedHashSet<>();
            Set<Group> groups = new LinkedHashSet<>();
            for (SpendEvent event : events) {
                int isNew = transaction.change("""
                        INSERT INTO spend_event (run_id, seq, at_ms) VALUES (?, ?, ?)
                            ON CONFLICT (run_id, seq, at_ms) DO NOTHING
                        """, event.runId(), event.seq(), event.atMs());
                if (isNew == 1) {
                    keep(transaction, event, groups);
                    runs.add(event.runId());
                }
            }
            addUp(transaction, groups);
            for (String run : runs) {
                for (Map.Entry<String, String> label :
                        labels.getOrDefault(run, Map.of()).entrySet()) {
                    transaction.change("""
                            INSERT INTO spend_label (run_id, store, name, value) VALUES (?, ?, ?, ?)
                                ON CONFLICT (run_id, store, name) DO NOTHING
                            """, run, store, word(label.getKey()), word(label.getValue()));
                }
            }
            MARKS.keep(transaction, store, readUpTo);
            return runs;
        });
    }

    /**
     * The engine's report of an attempt is one of the calls that an agent tells of, and an attempt that has ended without
     * either used nobody knows what.
     */
    private void keep(Transaction transaction, SpendEvent event, Set<Group> groups) throws SQLException {
        Object[] attempt = attempt(event);
        boolean hasCalls = exists(transaction, attempt, "call");
        switch (event.said()) {
            case Reported(Usage.Report report) -> {
                boolean isCall = report.source() == Usage.Source.CALL;
                if (!isCall && hasCalls) {
                    return;
                }
                if (!hasCalls) {
                    forget(transaction, attempt, isCall ? "source <> 'call'" : "source = 'none'", groups);
                }
                groups.add(add(transaction, event, report, isCall ? "call" : "engine"));
            }
            case Ended(Usage.EndedAttempt how) -> {
                if (hasCalls) {
                    return;
                }
                if (exists(transaction, attempt, "engine")) {
                    if (!how.isWhole()) {
                        lacksSomething(transaction, attempt, groups);
                    }
                } else {
                    Usage.Report nothing = new Usage.Report(
                            Usage.Source.ENGINE,
                            how.id().nodeId(),
                            how.id().iteration(),
                            how.id().attempt(),
                            how.model(),
                            null,
                            null,
                            Tokens.UNKNOWN);
                    groups.add(add(transaction, event, nothing, "none"));
                }
            }
        }
    }

    private static Object[] attempt(SpendEvent event) {
        Usage.AttemptId attempt = event.said().attempt();
        return new Object[] {
            event.runId(), event.store(), word(attempt.nodeId()), attempt.iteration(), attempt.attempt()
        };
    }

    private static boolean exists(Transaction transaction, Object[] attempt, String source) throws SQLException {
        return transaction
                .first(
                        "SELECT 1 AS found FROM spend WHERE %s AND source = '%s' LIMIT 1".formatted(OF_ATTEMPT, source),
                        row -> true,
                        attempt)
                .isPresent();
    }

    private static List<Group> groups(Transaction transaction, Object[] attempt, String which) throws SQLException {
        return transaction.list(
                "SELECT hour_ms, workflow, model, provider FROM spend WHERE %s AND %s".formatted(OF_ATTEMPT, which),
                Group::of,
                attempt);
    }

    private static void forget(Transaction transaction, Object[] attempt, String which, Set<Group> groups)
            throws SQLException {
        List<Group> gone = groups(transaction, attempt, which);
        if (!gone.isEmpty()) {
            groups.addAll(gone);
            transaction.change("DELETE FROM spend WHERE %s AND %s".formatted(OF_ATTEMPT, which), attempt);
        }
    }

    private static void lacksSomething(Transaction transaction, Object[] attempt, Set<Group> groups)
            throws SQLException {
        groups.addAll(groups(transaction, attempt, "source = 'engine'"));
        transaction.change(
                "UPDATE spend SET unknown_calls = unknown_calls + 1 WHERE %s AND source = 'engine'"
                        .formatted(OF_ATTEMPT),
                attempt);
    }

    private Group add(Transaction transaction, SpendEvent event, Usage.Report report, String source)
            throws SQLException {
        Tokens tokens = report.tokens();
        String model = word(report.model() == null ? "unknown" : report.model());
        String provider = word(prices.provider(report.provider()));
        Group group = new Group(hour(event.atMs()), word(event.workflow()), model, provider);
        boolean isUnknown = tokens.accuracy() == Accuracy.UNKNOWN;
        Price.Used used = new Price.Used(
                orZero(tokens.input()),
                orZero(tokens.output()),
                orZero(tokens.reasoning()),
                orZero(tokens.cacheRead()),
                orZero(tokens.cacheWrite()));
        boolean usesNone = !isUnknown && used.input() + used.output() == 0;
        Double reported = tokens.costUsd();
        Optional<Price> price = usesNone || reported != null
                ? Optional.empty()
                : prices.find(report.provider(), model, report.asked(), event.atMs());
        boolean isPriced = usesNone || reported != null || price.isPresent();
        long nanoUsd = reported == null ? price.map(one -> one.nanoUsd(used)).orElse(0L) : nano(reported);
        transaction.change(
                ADD,
                event.runId(),
                event.store(),
                word(report.nodeId()),
                report.iteration(),
                report.attempt(),
                source,
                model,
                provider,
                group.hourMs(),
                event.atMs(),
                group.workflow(),
                usesNone ? 0 : 1,
                isUnknown || tokens.accuracy() == Accuracy.AT_LEAST ? 1 : 0,
                tokens.accuracy() == Accuracy.ESTIMATED ? 1 : 0,
                tokens.standIn() ? 1 : 0,
                isPriced ? 0 : 1,
                used.input(),
                used.output(),
                used.reasoning(),
                used.cacheRead(),
                used.cacheWrite(),
                nanoUsd,
                price.map(one -> one.tree().toString())
                        .orElse(reported == null ? null : "{\"source\":\"reported by the agent\"}"));
        return group;
    }

    private static long nano(double usd) {
        return BigDecimal.valueOf(usd)
                .movePointRight(9)
                .setScale(0, RoundingMode.HALF_UP)
                .min(BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000))
                .longValue();
    }

    /** From the lines, which say what the sums are of. */
    private static void addUp(Transaction transaction, Set<Group> groups) throws SQLException {
        for (Group group : groups) {
            Object[] key = {group.hourMs(), group.workflow(), group.model(), group.provider()};
            transaction.change(
                    "DELETE FROM spend_hour WHERE hour_ms = ? AND workflow = ? AND model = ? AND provider = ?", key);
            transaction.change("""
                    INSERT INTO spend_hour (hour_ms, workflow, model, provider, %s)
                    SELECT hour_ms, workflow, model, provider, %s
                      FROM spend
                     WHERE hour_ms = ? AND workflow = ? AND model = ? AND provider = ?
                     GROUP BY hour_ms, workflow, model, provider
                    """.formatted(FIGURES, SUMS), key);
        }
    }

    private static long orZero(@Nullable Long figure) {
        return figure == null ? 0 : figure;
    }

    private static String word(String text) {
        return text.length() <= MAX_WORD_CHARS ? text : text.substring(0, MAX_WORD_CHARS);
    }

    static long hour(long atMs) {
        return atMs - Math.floorMod(atMs, HOUR_MS);
    }

    /** A model of a provider that some lines have no price of. */
    record Unpriced(String provider, String model) {}

    List<Unpriced> unpriced(int most) {
        return ledger.list("""
                SELECT DISTINCT provider, model FROM spend_hour
                 WHERE unpriced_calls > 0 ORDER BY provider, model LIMIT ?
                """, row -> new Unpriced(row.getString("provider"), row.getString("model")), most);
    }

    /** Gives lines of that model the price that held then, as it is known by now. */
    int price(Unpriced of, int most) {
        return ledger.inTransaction(transaction -> {
            List<Keyed> lines = transaction.list("""
                    SELECT s.run_id, s.store, s.node_id, s.iteration, s.attempt, s.source, s.model, s.provider, s.hour_ms,
                           s.at_ms, s.workflow, s.input_tokens, s.output_tokens, s.reasoning_tokens, s.cache_read,
                           s.cache_write
                      FROM spend_hour h
                      JOIN spend s ON s.hour_ms = h.hour_ms AND s.workflow = h.workflow AND s.model = h.model
                                  AND s.provider = h.provider
                     WHERE h.provider = ? AND h.model = ? AND h.unpriced_calls > 0
                       AND s.unpriced_calls > 0 AND s.cost_nano_usd = 0 AND s.input_tokens + s.output_tokens > 0
                     LIMIT ?
                    """, Keyed::of, of.provider(), of.model(), most);
            Set<Group> groups = new LinkedHashSet<>();
            int priced = 0;
            for (Keyed line : lines) {
                Optional<Price> price =
                        prices.find(of.provider().isEmpty() ? null : of.provider(), of.model(), null, line.atMs());
                if (price.isPresent()) {
                    transaction.change(
                            "UPDATE spend SET unpriced_calls = 0, cost_nano_usd = ?, price = ? WHERE " + OF_ATTEMPT
                                    + " AND source = ? AND model = ? AND provider = ? AND hour_ms = ?",
                            line.arguments(
                                    price.get().nanoUsd(line.used()),
                                    price.get().tree().toString()));
                    groups.add(line.group());
                    priced++;
                }
            }
            addUp(transaction, groups);
            return priced;
        });
    }

    private record Keyed(List<Object> key, Group group, long atMs, Price.Used used) {

        static Keyed of(ResultSet row) throws SQLException {
            return new Keyed(
                    List.of(
                            row.getString("run_id"),
                            row.getString("store"),
                            row.getString("node_id"),
                            row.getLong("iteration"),
                            row.getLong("attempt"),
                            row.getString("source"),
                            row.getString("model"),
                            row.getString("provider"),
                            row.getLong("hour_ms")),
                    Group.of(row),
                    row.getLong("at_ms"),
                    new Price.Used(
                            row.getLong("input_tokens"),
                            row.getLong("output_tokens"),
                            row.getLong("reasoning_tokens"),
                            row.getLong("cache_read"),
                            row.getLong("cache_write")));
        }

        Object[] arguments(long nanoUsd, String price) {
            List<Object> all = new ArrayList<>(List.of(nanoUsd, price));
            all.addAll(key);
            return all.toArray();
        }
    }

    /** Single lines of whole hours before that time are forgotten; what they add up to stays. */
    int forgetBefore(long hourMs, int most) {
        int lines = ledger.change("""
                DELETE FROM spend
                 WHERE hour_ms < ? AND hour_ms <= (SELECT max(hour_ms) FROM (SELECT hour_ms FROM spend
                                                                              ORDER BY hour_ms LIMIT ?) AS oldest)
                """, hourMs, most);
        int events = ledger.change("""
                DELETE FROM spend_event
                 WHERE at_ms < ? AND at_ms <= (SELECT max(at_ms) FROM (SELECT at_ms FROM spend_event
                                                                        ORDER BY at_ms LIMIT ?) AS oldest)
                """, hourMs, most);
        ledger.change("""
                DELETE FROM spend_label
                 WHERE NOT EXISTS (SELECT 1 FROM spend s WHERE s.run_id = spend_label.run_id AND s.store = spend_label.store)
                """);
        return Math.max(lines, events);
    }

    /** What was used by runs with each value of a label; an empty value has what runs without it used. */
    List<OfLabel> byLabel(String label, long sinceMs, long untilMs, @Nullable String workflow, @Nullable String model) {
        return ledger.list(
                """
                SELECT coalesce(l.value, '') AS value, %s
                  FROM spend s LEFT JOIN spend_label l ON l.run_id = s.run_id AND l.store = s.store AND l.name = ?
                 WHERE s.hour_ms >= ? AND s.hour_ms < ?
                   AND (CAST(? AS TEXT) IS NULL OR s.workflow = ?)
                   AND (CAST(? AS TEXT) IS NULL OR s.model = ?)
                 GROUP BY coalesce(l.value, '')
                 ORDER BY sum(cost_nano_usd) DESC, sum(input_tokens + output_tokens) DESC, 1
                 LIMIT ?
                """.formatted(SUMS),
                row -> new OfLabel(row.getString("value"), spent(row, null)),
                label,
                sinceMs,
                untilMs,
                workflow,
                workflow,
                model,
                model,
                MAX_GROUPS);
    }

    record OfLabel(String value, Spent spent) {}

    private static Spent spent(ResultSet row, @Nullable String model) throws SQLException {
        long unpriced = row.getLong("unpriced_calls");
        return new Spent(
                row.getLong("calls"),
                row.getLong("unknown_calls"),
                row.getLong("estimated_calls"),
                row.getLong("stand_in_calls"),
                unpriced,
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getLong("reasoning_tokens"),
                row.getLong("cache_read"),
                row.getLong("cache_write"),
                row.getLong("cost_nano_usd"),
                model == null ? Set.of() : Spent.named(unpriced, model));
    }

    /** What was used in the hours that begin from one time on and before another. */
    List<SpendSum> between(long sinceMs, long untilMs) {
        return ledger.list(
                """
                SELECT hour_ms, workflow, model, provider, %s
                  FROM spend_hour
                 WHERE hour_ms >= ? AND hour_ms < ?
                 ORDER BY hour_ms
                 LIMIT ?
                """.formatted(FIGURES),
                row -> new SpendSum(
                        row.getLong("hour_ms"),
                        row.getString("workflow"),
                        row.getString("model"),
                        row.getString("provider"),
                        spent(row, row.getString("model"))),
                sinceMs,
                untilMs,
                MAX_GROUPS);
    }

    /** What a part of a run used of a model. */
    record Part(String runId, String store, String nodeId, int iteration, String model, Spent spent) {}

    private static final LedgerRow<Part> PART = row -> new Part(
            row.getString("run_id"),
            row.getString("store"),
            row.getString("node_id"),
            row.getInt("iteration"),
            row.getString("model"),
            spent(row, row.getString("model")));

    /** By run and model. */
    List<Part> ofRuns(Collection<String> runIds) {
        return runIds.isEmpty()
                ? List.of()
                : ledger.list(
                        """
                        SELECT run_id, store, '' AS node_id, 0 AS iteration, model, %s
                          FROM spend WHERE run_id IN (%s)
                         GROUP BY run_id, store, model LIMIT %d
                        """.formatted(SUMS, String.join(", ", Collections.nCopies(runIds.size(), "?")), MAX_GROUPS),
                        PART,
                        runIds.toArray());
    }

    /** Of a run and its subflows, whose ids begin with its own. */
    Spent ofRun(@Nullable String store, String runId) {
        return ledger.first(
                        """
                        SELECT %s
                          FROM spend
                         WHERE (CAST(? AS TEXT) IS NULL OR store = ?) AND (run_id = ? OR (run_id >= ? AND run_id < ?))
                        """.formatted(SUMS),
                        row -> spent(row, null),
                        store,
                        store,
                        runId,
                        runId + ":child:",
                        runId + ":child;")
                .orElse(Spent.NOTHING);
    }

    Amount dearestCall(@Nullable String workflow, long sinceMs) {
        return ledger.first(
                        """
                        SELECT max(cost_nano_usd / calls) AS dearest, max((input_tokens + output_tokens) / calls) AS longest
                          FROM spend
                         WHERE hour_ms >= ? AND calls > 0 AND (CAST(? AS TEXT) IS NULL OR workflow = ?)
                        """,
                        row -> new Amount(row.getLong("dearest"), row.getLong("longest")),
                        hour(sinceMs),
                        workflow,
                        workflow)
                .orElse(Amount.NOTHING);
    }

    /** By node, iteration and model. */
    List<Part> ofNodes(String runId) {
        return ledger.list("""
                SELECT run_id, store, node_id, iteration, model, %s
                  FROM spend WHERE run_id = ?
                 GROUP BY run_id, store, node_id, iteration, model LIMIT %d
                """.formatted(SUMS, MAX_GROUPS), PART, runId);
    }

    /** One line of an answer by run or by node. */
    record OfRun(String runId, String store, String workflow, String nodeId, Spent spent) {}

    /** The dearest first, of the hours that begin from one time on and before another. */
    List<OfRun> dearest(
            boolean byNode,
            long sinceMs,
            long untilMs,
            @Nullable String workflow,
            @Nullable String model,
            @Nullable String runId,
            int most) {
        return ledger.list(
                """
                SELECT run_id, store, max(workflow) AS workflow, %1$s AS node_id, %2$s
                  FROM spend
                 WHERE hour_ms >= ? AND hour_ms < ?
                   AND (CAST(? AS TEXT) IS NULL OR workflow = ?)
                   AND (CAST(? AS TEXT) IS NULL OR model = ?)
                   AND (CAST(? AS TEXT) IS NULL OR run_id = ?)
                 GROUP BY run_id, store%3$s
                 ORDER BY sum(cost_nano_usd) DESC, sum(input_tokens + output_tokens) DESC, run_id, 4
                 LIMIT ?
                """.formatted(byNode ? "node_id" : "''", SUMS, byNode ? ", node_id" : ""),
                row -> new OfRun(
                        row.getString("run_id"),
                        row.getString("store"),
                        row.getString("workflow"),
                        row.getString("node_id"),
                        spent(row, null)),
                sinceMs,
                untilMs,
                workflow,
                workflow,
                model,
                model,
                runId,
                runId,
                most);
    }
}
