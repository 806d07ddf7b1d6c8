package chad.ide.runs;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is read of {@code _smithers_runs} and of the change feed that the events make. */
@Singleton
class RunQueries {

    /**
     * What the index keeps of a run.
     *
     * @param position rises with every run that is inserted
     */
    record Entry(
            long position,
            long createdAtMs,
            String status,
            String workflowName,
            @Nullable String workflowPath) {}

    /** An event that was inserted since the last look. */
    record News(long position, String runId, String type) {}

    private static final int CHUNK = 20_000;

    private final StoreReader reader;

    RunQueries(StoreReader reader) {
        this.reader = reader;
    }

    /** Runs inserted after that position, oldest first, some thousands at a time. */
    List<Entry> insertedAfter(Store store, long position) {
        return reader.list(
                store, """
                SELECT %s AS position, created_at_ms, substr(status, 1, 200) AS status,
                       substr(workflow_name, 1, 1000) AS workflow_name, substr(workflow_path, 1, 4096) AS workflow_path
                  FROM _smithers_runs
                 WHERE %s > ?
                 ORDER BY 1
                 LIMIT ?
                """.formatted(reader.insertOrder(), reader.insertOrder()), RunQueries::entry, position, CHUNK);
    }

    long count(Store store) {
        return reader.first(store, "SELECT count(*) AS runs FROM _smithers_runs", row -> row.getLong("runs"))
                .orElse(0L);
    }

    long lastPosition(Store store) {
        return last(store, "_smithers_runs");
    }

    long lastEventPosition(Store store) {
        return reader.shape(store).has("_smithers_events") ? last(store, "_smithers_events") : 0;
    }

    private long last(Store store, String table) {
        return reader.first(
                        store,
                        "SELECT coalesce(max(%s), 0) AS last FROM %s".formatted(reader.insertOrder(), table),
                        row -> row.getLong("last"))
                .orElse(0L);
    }

    /** Events inserted after that position, oldest first, some thousands at a time. Heartbeats are no news. */
    List<News> eventsAfter(Store store, long position) {
        if (!reader.shape(store).has("_smithers_events")) {
            return List.of();
        }
        return reader.list(
                store,
                """
                SELECT %s AS position, run_id, type
                  FROM _smithers_events
                 WHERE %s > ?
                 ORDER BY 1
                 LIMIT ?
                """.formatted(reader.insertOrder(), reader.insertOrder()),
                row -> new News(row.getLong("position"), row.getString("run_id"), row.getString("type")),
                position,
                CHUNK);
    }

    /** Forks that nobody ran: they carry their parent's status, mostly one of an ended run. */
    private List<RunRow> unstartedForks(Store store) {
        return reader.shape(store).has("_smithers_branches")
                ? rows(
                        store,
                        "r.run_id IN (SELECT b.run_id FROM _smithers_branches b) AND r.started_at_ms IS NULL LIMIT "
                                + CHUNK)
                : List.of();
    }

    /**
     * The runs that have not ended: those that the engine does not call so, and forks that were never started. Each status is a range of the engine's index on status, found by
     * hopping from one to the next, so that a store full of finished runs costs some seeks.
     */
    List<RunRow> active(Store store) {
        List<RunRow> active = new ArrayList<>();
        Optional<String> status = nextStatus(store, "");
        while (status.isPresent()) {
            if (!RunRow.isTerminal(status.get())) {
                active.addAll(rows(store, "r.status = ?", status.get()));
            }
            status = nextStatus(store, status.get());
        }
        unstartedForks(store).stream()
                .filter(fork -> RunRow.isTerminal(fork.status()))
                .forEach(active::add);
        return active;
    }

    private Optional<String> nextStatus(Store store, String after) {
        return reader
                .list(
                        store,
                        "SELECT min(status) AS status FROM _smithers_runs WHERE status > ?",
                        row -> Optional.ofNullable(row.getString("status")),
                        after)
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    Optional<RunRow> byId(Store store, String runId) {
        return rows(store, "r.run_id = ?", runId).stream().findFirst();
    }

    /** In no certain order; positions whose run is gone are left out. */
    List<RunRow> byPosition(Store store, List<Long> positions) {
        String places = positions.stream().map(position -> "?").collect(Collectors.joining(", "));
        return rows(store, "r.%s IN (%s)".formatted(reader.insertOrder(), places), positions.toArray());
    }

    /**
     * Positions of runs whose id, workflow or annotations hold the words, newest first.
     *
     * @param upToMs newest creation time
     */
    List<Long> matching(Store store, String words, long upToMs, int limit) {
        String lower = words.toLowerCase(Locale.ROOT);
        return reader.list(
                store,
                """
                SELECT %s AS position
                  FROM _smithers_runs
                 WHERE created_at_ms <= ?
                   AND (instr(lower(run_id), ?) > 0
                     OR instr(lower(workflow_name), ?) > 0
                     OR instr(lower(coalesce(workflow_path, '')), ?) > 0
                     OR instr(lower(coalesce(%s, '')), ?) > 0)
                 ORDER BY 1 DESC
                 LIMIT ?
                """.formatted(reader.insertOrder(), reader.jsonText("config_json", "annotations")),
                row -> row.getLong("position"),
                upToMs,
                lower,
                lower,
                lower,
                lower,
                limit);
    }

    /** Runs created before a time that ended from it on and before another, latest end first. */
    List<RunRow> endedLater(Store store, long fromMs, long beforeMs, int limit) {
        return rows(store, """
                r.created_at_ms < ? AND r.finished_at_ms >= ? AND r.finished_at_ms < ?
                 ORDER BY r.finished_at_ms DESC
                 LIMIT ?
                """, fromMs, fromMs, beforeMs, limit);
    }

    private List<RunRow> rows(Store store, String where, @Nullable Object... arguments) {
        SchemaShape shape = reader.shape(store);
        String unstartedFork = shape.has("_smithers_branches")
                ? "r.started_at_ms IS NULL AND EXISTS (SELECT 1 FROM _smithers_branches b WHERE b.run_id = r.run_id)"
                : "0";
        String optional = Stream.of(
                        "parent_run_id",
                        "heartbeat_at_ms",
                        "runtime_owner_id",
                        "cancel_requested_at_ms",
                        "pause_requested_at_ms")
                .map(column -> shape.has("_smithers_runs", column) ? "r." + column : "NULL AS " + column)
                .collect(Collectors.joining(", "));
        return reader.list(
                store, """
                SELECT r.%s AS position, r.run_id, substr(r.workflow_name, 1, 1000) AS workflow_name,
                       substr(r.workflow_path, 1, 4096) AS workflow_path, substr(r.status, 1, 200) AS status,
                       r.created_at_ms, r.started_at_ms, r.finished_at_ms, %s, %s AS unstarted_fork
                  FROM _smithers_runs r
                 WHERE %s
                """.formatted(reader.insertOrder(), optional, unstartedFork, where), RunQueries::row, arguments);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("position"),
                row.getLong("created_at_ms"),
                row.getString("status"),
                row.getString("workflow_name"),
                row.getString("workflow_path"));
    }

    private static RunRow row(ResultSet row) throws SQLException {
        return new RunRow(
                row.getLong("position"),
                row.getString("run_id"),
                row.getString("parent_run_id"),
                row.getString("workflow_name"),
                row.getString("workflow_path"),
                row.getString("status"),
                row.getLong("created_at_ms"),
                longOrNull(row, "started_at_ms"),
                longOrNull(row, "finished_at_ms"),
                longOrNull(row, "heartbeat_at_ms"),
                row.getString("runtime_owner_id"),
                longOrNull(row, "cancel_requested_at_ms"),
                longOrNull(row, "pause_requested_at_ms"),
                row.getBoolean("unstarted_fork"));
    }
}
