package chad.ide.runs;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.runs.Repeats.Retry;
import chad.ide.runs.Repeats.UnchangedTurns;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.tree.NodeKind;
import chad.ide.tree.TreeNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a run that is being executed does again and again: attempts that fail, turns that change nothing. */
@Singleton
class RepeatQueries {

    private static final int MAX_RETRIES = 100;
    private static final int MAX_SUBFLOWS = 10;
    private static final int MAX_LOOPS = 20;

    /** The first two attempts tell how the pauses began, the latest what it fails of. */
    private static final int LATEST_ATTEMPTS = 12;

    /** Turns of a loop that are compared; of a loop that has had more without a change, as many are told. */
    private static final int MAX_TURNS = 100;

    /** Of a longer value its ends and its length are compared: a turn that changes the middle alone is not to be feared. */
    private static final int MAX_COMPARED_CHARS = 64 << 10;

    private static final int MAX_COLUMNS = 100;

    /** In the engine, since retries have pauses. */
    private static final long MAX_PAUSE_MS = 300_000;

    private final StoreReader reader;
    private final FrameQueries frames;
    private final RootCauses causes;
    private final StuckConfig config;

    RepeatQueries(StoreReader reader, FrameQueries frames, RootCauses causes, StuckConfig config) {
        this.reader = reader;
        this.frames = frames;
        this.causes = causes;
        this.config = config;
    }

    /** Of the run and its subflows, which its process executes as well. */
    Repeats of(Store store, RunRow row) {
        if (!row.status().equals("running") || row.unstartedFork()) {
            return Repeats.NONE;
        }
        List<Retry> retries = new ArrayList<>(retries(store, row.id(), null));
        List<UnchangedTurns> loops = new ArrayList<>(loops(store, row.id(), null));
        for (String subflow : subflows(store, row.id())) {
            retries.addAll(retries(store, subflow, subflow));
            loops.addAll(loops(store, subflow, subflow));
        }
        return new Repeats(retries, loops);
    }

    private List<String> subflows(Store store, String runId) {
        return reader.list(
                store,
                """
                SELECT run_id FROM _smithers_runs
                 WHERE run_id > ?1 || ':child:' AND run_id < ?1 || ':child;' AND status = 'running' AND %s
                 LIMIT ?2
                """.formatted(StoreReader.hasUsualId("run_id")),
                row -> row.getString("run_id"),
                runId,
                MAX_SUBFLOWS);
    }

    private record Failing(String nodeId, int iteration, String state, int failures) {}

    private List<Retry> retries(Store store, String runId, @Nullable String subflow) {
        List<Failing> failing = reader.list(
                store,
                """
                SELECT node_id, iteration, state, failures
                  FROM (SELECT n.node_id, n.iteration, n.state,
                               (SELECT count(*) FROM _smithers_attempts a
                                 WHERE a.run_id = n.run_id AND a.node_id = n.node_id AND a.iteration = n.iteration
                                   AND a.state = 'failed') AS failures
                          FROM _smithers_nodes n
                         WHERE n.run_id = ? AND n.state IN ('failed', 'in-progress', 'pending') AND %s)
                 WHERE failures > 0
                 ORDER BY failures DESC, node_id, iteration
                 LIMIT ?
                """.formatted(StoreReader.hasUsualId("n.node_id")),
                row -> new Failing(
                        row.getString("node_id"),
                        row.getInt("iteration"),
                        row.getString("state"),
                        row.getInt("failures")),
                runId,
                MAX_RETRIES);
        return failing.stream()
                .flatMap(node -> retry(store, runId, subflow, node).stream())
                .toList();
    }

    /** @param retries as JSON: a number, {@code null} when they have no end; null in stores that do not keep it */
    private record Tried(
            int attempt,
            String state,
            long startedAtMs,
            @Nullable Long finishedAtMs,
            @Nullable String retries,
            boolean isFinal,
            String said) {

        boolean hasFailed() {
            return state.equals("failed");
        }

        long endMs() {
            return finishedAtMs == null ? startedAtMs : finishedAtMs;
        }
    }

    private Optional<Retry> retry(Store store, String runId, @Nullable String subflow, Failing node) {
        List<Tried> tried = tried(store, runId, node);
        Tried last = tried.getLast();
        boolean inFlight = node.state().equals("in-progress") && last.state().equals("in-progress");
        if (!inFlight && (!last.hasFailed() || last.isFinal())) {
            return Optional.empty();
        }
        OptionalInt limit = limit(last.retries());
        boolean isUnlimited = "null".equals(last.retries());
        if (!isUnlimited && (limit.isEmpty() || node.failures() >= limit.getAsInt())) {
            return Optional.empty();
        }
        List<Tried> failed = tried.stream().filter(Tried::hasFailed).toList();
        String said = failed.getLast().said();
        // The attempts between the first two and the latest are not read, and nothing is said of them.
        int alike = 0;
        int expected = failed.getLast().attempt();
        for (Tried one : failed.reversed()) {
            if (one.attempt() != expected || !one.said().equals(said)) {
                break;
            }
            alike++;
            expected--;
        }
        long longestMs = failed.stream()
                .mapToLong(one -> Math.max(0, one.endMs() - one.startedAtMs()))
                .max()
                .orElse(0);
        return Optional.of(new Retry(
                subflow,
                node.nodeId(),
                node.iteration(),
                inFlight ? last.attempt() : last.attempt() + 1,
                isUnlimited ? null : Integer.valueOf(limit.getAsInt()),
                node.failures(),
                alike,
                causes.lastOf(store, runId, node.nodeId(), node.iteration()).cause(),
                failed.getFirst().endMs(),
                inFlight ? null : nextAtMs(tried),
                inFlight ? Long.valueOf(last.startedAtMs()) : null,
                longestMs));
    }

    private List<Tried> tried(Store store, String runId, Failing node) {
        return reader.list(
                store,
                """
                SELECT attempt, %s AS state, started_at_ms, finished_at_ms, %s AS retries,
                       coalesce(%s, 1) = 0 OR %s = 'AGENT_CONFIG_INVALID' AS is_final,
                       coalesce(%s, %s, '') AS said
                  FROM _smithers_attempts
                 WHERE run_id = ?1 AND node_id = ?2 AND iteration = ?3
                   AND (attempt <= 2
                     OR attempt > (SELECT max(attempt) FROM _smithers_attempts
                                    WHERE run_id = ?1 AND node_id = ?2 AND iteration = ?3) - ?4)
                 ORDER BY attempt
                """.formatted(
                                StoreReader.word("state"),
                                reader.jsonPart("meta_json", "retries", 20),
                                reader.jsonText("error_json", "details.failureRetryable"),
                                reader.jsonText("error_json", "code"),
                                reader.jsonWords("error_json", "message", 400),
                                reader.beginning("error_json", 400)),
                row -> new Tried(
                        row.getInt("attempt"),
                        row.getString("state"),
                        row.getLong("started_at_ms"),
                        longOrNull(row, "finished_at_ms"),
                        row.getString("retries"),
                        row.getBoolean("is_final"),
                        row.getString("said")),
                runId,
                node.nodeId(),
                node.iteration(),
                LATEST_ATTEMPTS);
    }

    private static OptionalInt limit(@Nullable String retries) {
        return retries != null && retries.matches("[0-9]{1,6}")
                ? OptionalInt.of(Integer.parseInt(retries) + 1)
                : OptionalInt.empty();
    }

    /**
     * The engine keeps no plan of its retries: its pauses are fixed, or grow in steps, or double, up to five minutes, and
     * which of these it is shows in those that there have been.
     */
    private static @Nullable Long nextAtMs(List<Tried> tried) {
        Tried last = tried.getLast();
        if (tried.size() < 2 || tried.get(1).attempt() != 2) {
            return null;
        }
        long first = tried.get(1).startedAtMs() - tried.get(0).endMs();
        long latest = last.startedAtMs() - tried.get(tried.size() - 2).endMs();
        int pauses = last.attempt() - 1;
        return Stream.of(Backoff.values())
                .filter(backoff -> backoff.fits(first, pauses, latest))
                .findFirst()
                .map(backoff -> last.endMs() + backoff.pauseMs(first, pauses + 1))
                .orElse(null);
    }

    /** How the pauses grow; what grows fastest in front, for after one pause all look the same, and it is the default. */
    private enum Backoff {
        EXPONENTIAL,
        LINEAR,
        FIXED;

        long pauseMs(long first, int number) {
            return Math.min(
                    MAX_PAUSE_MS,
                    switch (this) {
                        case EXPONENTIAL -> first << Math.min(number - 1, 20);
                        case LINEAR -> first * number;
                        case FIXED -> first;
                    });
        }

        boolean fits(long first, int number, long pause) {
            long expected = pauseMs(first, number);
            return first >= 0 && Math.abs(pause - expected) <= expected / 5 + 100;
        }
    }

    private List<UnchangedTurns> loops(Store store, String runId, @Nullable String subflow) {
        if (!turnsOften(store, runId)) {
            return List.of();
        }
        List<TreeNode> loops = new ArrayList<>();
        frames.newestTree(store, runId).ifPresent(tree -> collectLoops(tree, loops));
        return loops.stream()
                .limit(MAX_LOOPS)
                .flatMap(loop -> unchanged(store, runId, subflow, loop).stream())
                .toList();
    }

    /** Told by the primary key, so that a run without loops costs a look at its nodes and no more. */
    private boolean turnsOften(Store store, String runId) {
        return reader.first(
                        store,
                        "SELECT 1 AS often FROM _smithers_nodes WHERE run_id = ? AND iteration >= ? LIMIT 1",
                        row -> row.getInt("often"),
                        runId,
                        config.turns() - 1)
                .isPresent();
    }

    /** Those without a loop inside, and in which nothing is waited for: a loop that looks for something to come does so. */
    private static void collectLoops(TreeNode tree, List<TreeNode> loops) {
        boolean hasLoops = tree.children().stream().anyMatch(RepeatQueries::holdsLoop);
        if (tree.kind() == NodeKind.LOOP && !hasLoops && tree.executed().noneMatch(RepeatQueries::waits)) {
            loops.add(tree);
        }
        tree.children().forEach(child -> collectLoops(child, loops));
    }

    private static boolean holdsLoop(TreeNode tree) {
        return tree.kind() == NodeKind.LOOP || tree.children().stream().anyMatch(RepeatQueries::holdsLoop);
    }

    private static boolean waits(TreeNode node) {
        return switch (node.kind()) {
            case TIMER, WAIT, APPROVAL, HUMAN, SUBFLOW, SANDBOX -> true;
            default ->
                node.settings() != null && Boolean.TRUE.equals(node.settings().needsApproval());
        };
    }

    /** A node of a loop and the latest turn that it finished, or in which it failed and was let go. */
    private record Turned(String nodeId, String outputTable, int turn) {}

    private Optional<UnchangedTurns> unchanged(Store store, String runId, @Nullable String subflow, TreeNode loop) {
        Set<String> ids =
                loop.executed().map(TreeNode::nodeId).filter(Objects::nonNull).collect(Collectors.toSet());
        List<Turned> nodes =
                ids.stream().flatMap(id -> turned(store, runId, id).stream()).toList();
        OptionalInt turn = nodes.stream().mapToInt(Turned::turn).min();
        if (turn.isEmpty() || nodes.size() < ids.size()) {
            return Optional.empty();
        }
        int latest = turn.getAsInt();
        int first = nodes.stream()
                .mapToInt(node -> firstAlike(store, runId, node, latest))
                .max()
                .orElse(latest);
        if (latest - first < 1) {
            return Optional.empty();
        }
        String limit = loop.props().get("maxIterations");
        return Optional.of(new UnchangedTurns(
                subflow,
                loop.name() == null ? loop.id() : loop.name(),
                nodes.stream().map(Turned::nodeId).sorted().toList(),
                latest + 1,
                latest - first + 1,
                limit != null && limit.matches("[0-9]{1,8}") ? Integer.valueOf(limit) : null,
                errorOf(store, runId, nodes, latest),
                endedAtMs(store, runId, ids, first),
                endedAtMs(store, runId, ids, latest)));
    }

    private @Nullable Cause errorOf(Store store, String runId, List<Turned> nodes, int turn) {
        return nodes.stream()
                .map(Turned::nodeId)
                .sorted()
                .filter(id -> reader.first(store, """
                                SELECT 1 AS failed FROM _smithers_nodes
                                 WHERE run_id = ? AND node_id = ? AND iteration = ? AND state = 'failed'
                                """, row -> row.getInt("failed"), runId, id, turn)
                        .isPresent())
                .findFirst()
                .map(id -> causes.lastOf(store, runId, id, turn).cause())
                .orElse(null);
    }

    /** A failure ends its turn if another turn follows; else it may be tried again. */
    private Optional<Turned> turned(Store store, String runId, String nodeId) {
        return reader.first(
                store,
                """
                SELECT node_id, iteration, %s AS output_table
                  FROM _smithers_nodes
                 WHERE run_id = ?1 AND node_id = ?2
                   AND (state = 'finished'
                     OR (state = 'failed' AND iteration < (SELECT max(iteration) FROM _smithers_nodes
                                                            WHERE run_id = ?1 AND node_id = ?2)))
                 ORDER BY iteration DESC
                 LIMIT 1
                """.formatted(StoreReader.text("output_table", 400)),
                row -> new Turned(row.getString("node_id"), row.getString("output_table"), row.getInt("iteration")),
                runId,
                nodeId);
    }

    /** The first of the turns up to that one that all came to the same; that one itself when it differs, or came to nothing. */
    private int firstAlike(Store store, String runId, Turned node, int latest) {
        SchemaShape shape = reader.shape(store);
        String table = shape.tableOf(node.outputTable());
        List<String> values = shape.columns(table).stream()
                .filter(column -> !SchemaShape.OUTPUT_KEYS.contains(column))
                .limit(MAX_COLUMNS)
                .map(column -> compared(SchemaShape.quote(column)))
                .toList();
        if (table.startsWith("_smithers_")
                || values.isEmpty()
                || !shape.columns(table).containsAll(SchemaShape.OUTPUT_KEYS)) {
            return latest;
        }
        String files = shape.has("_smithers_attempts", "jj_pointer") ? """
                (SELECT coalesce(max(a.jj_pointer), '') FROM _smithers_attempts a
                  WHERE a.run_id = n.run_id AND a.node_id = n.node_id AND a.iteration = n.iteration)""" : "''";
        return reader.first(
                        store,
                        """
                        WITH turns AS (
                            SELECT iteration, came_to
                              FROM (SELECT n.iteration,
                                           CASE n.state
                                             WHEN 'failed' THEN
                                               (SELECT 'failed: ' || coalesce(%s, %s, '') FROM _smithers_attempts a
                                                 WHERE a.run_id = n.run_id AND a.node_id = n.node_id
                                                   AND a.iteration = n.iteration
                                                 ORDER BY a.attempt DESC
                                                 LIMIT 1)
                                             WHEN 'finished' THEN
                                               (SELECT %s FROM %s o
                                                 WHERE o.run_id = n.run_id AND o.node_id = n.node_id
                                                   AND o.iteration = n.iteration)
                                           END || '/' || %s AS came_to
                                      FROM _smithers_nodes n
                                     WHERE n.run_id = ?1 AND n.node_id = ?2 AND n.iteration BETWEEN ?3 - ?4 AND ?3)
                             WHERE came_to IS NOT NULL)
                        SELECT coalesce((SELECT max(iteration) + 1 FROM turns
                                          WHERE came_to IS NOT (SELECT came_to FROM turns WHERE iteration = ?3)),
                                        (SELECT min(iteration) FROM turns),
                                        ?3) AS first_alike
                        """.formatted(
                                        reader.jsonWords("a.error_json", "message", 400),
                                        reader.beginning("a.error_json", 400),
                                        String.join(" || ',' || ", values),
                                        SchemaShape.quote(table),
                                        files),
                        row -> Integer.valueOf(row.getInt("first_alike")),
                        runId,
                        node.nodeId(),
                        latest,
                        MAX_TURNS - 1)
                .orElse(latest);
    }

    private static String compared(String column) {
        return """
                CASE WHEN coalesce(octet_length(%1$s), 0) <= %2$d THEN quote(%1$s)
                     ELSE octet_length(%1$s) || quote(substr(%1$s, 1, %3$d)) || quote(substr(%1$s, -%3$d)) END""".formatted(column, MAX_COMPARED_CHARS, MAX_COMPARED_CHARS / 2);
    }

    private long endedAtMs(Store store, String runId, Set<String> ids, int turn) {
        return ids.stream()
                .map(id -> reader.first(
                                store,
                                "SELECT updated_at_ms FROM _smithers_nodes WHERE run_id = ? AND node_id = ? AND iteration = ?",
                                row -> row.getLong("updated_at_ms"),
                                runId,
                                id,
                                turn)
                        .orElse(0L))
                .max(Long::compare)
                .orElse(0L);
    }
}
