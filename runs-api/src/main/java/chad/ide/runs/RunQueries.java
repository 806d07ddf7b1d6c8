package chad.ide.runs;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
     * @param durationMs from its start to its end; null while it goes on
     * @param isSubflow whether it is a part of another run
     */
    record Entry(
            long position,
            String runId,
            long createdAtMs,
            String status,
            String workflowName,
            @Nullable String workflowPath,
            @Nullable Long durationMs,
            boolean isSubflow) {}

    /** An event that was inserted since the last look. */
    record NewEvent(long position, String runId, String type) {}

    private static final int CHUNK = 20_000;

    /** Runs of a store that have not ended and are looked after; the newest of more. */
    private static final int MAX_ACTIVE = 20_000;

    private final StoreReader reader;
    private final String id;

    /** Words of the engine, cut by the database: what a damaged or hostile store holds there has any length and type. */
    private final String words;

    RunQueries(StoreReader reader) {
        this.reader = reader;
        this.id = reader.shownId("coalesce(r.run_id, '')");
        this.words = """
                %s AS run_id,
                       %s AS status,
                       %s AS workflow_name,
                       substr(r.workflow_path, 1, 1024) AS workflow_path""".formatted(id, StoreReader.word("r.status"), StoreReader.text("r.workflow_name", 200));
    }

    /** Runs inserted after that position, oldest first, some thousands at a time. */
    List<Entry> insertedAfter(Store store, long position) {
        String parent =
                reader.shape(store).has("_smithers_runs", "parent_run_id") ? reader.shownId("r.parent_run_id") : "NULL";
        return reader.list(
                store,
                """
                SELECT r.%s AS position, created_at_ms, started_at_ms, finished_at_ms, %s AS parent_run_id, %s
                  FROM _smithers_runs r
                 WHERE r.%s > ?
                 ORDER BY 1
                 LIMIT ?
                """.formatted(reader.insertOrder(), parent, words, reader.insertOrder()),
                RunQueries::entry,
                position,
                CHUNK);
    }

    /** How many runs there are: a walk through the smallest index. */
    long count(Store store) {
        return reader.first(store, "SELECT count(*) AS n FROM _smithers_runs", row -> row.getLong("n"))
                .orElse(0L);
    }

    /** The positions of all runs. */
    Set<Long> positions(Store store) {
        Set<Long> positions = new HashSet<>();
        long after = Long.MIN_VALUE;
        List<Long> some = positionsAfter(store, after);
        while (!some.isEmpty()) {
            positions.addAll(some);
            after = some.getLast();
            some = positionsAfter(store, after);
        }
        return positions;
    }

    private List<Long> positionsAfter(Store store, long position) {
        return reader.list(
                store,
                "SELECT %s AS position FROM _smithers_runs WHERE %s > ? ORDER BY 1 LIMIT ?"
                        .formatted(reader.insertOrder(), reader.insertOrder()),
                row -> row.getLong("position"),
                position,
                CHUNK);
    }

    /**
     * Where a store stands, and whether what was known of it is still so.
     *
     * @param newestEvent position of its newest event; 0 when it has none
     * @param newestEventId tells that event from another one that would take its place
     * @param knownEventId the same of the event at the position that was asked about; null when that is gone
     * @param knownRunId id of the run at the position that was asked about; null when that is gone
     */
    record Mark(
            long newestEvent,
            @Nullable String newestEventId,
            @Nullable String knownEventId,
            @Nullable String knownRunId) {}

    Mark mark(Store store, long knownEvent, long knownRun) {
        String rowid = reader.insertOrder();
        boolean hasEvents = reader.shape(store).has("_smithers_events");
        String newest = hasEvents ? "(SELECT coalesce(max(%s), 0) FROM _smithers_events)".formatted(rowid) : "0";
        return reader.first(
                        store,
                        """
                        SELECT newest, %s AS newest_id, %s AS event_id,
                               (SELECT %s FROM _smithers_runs r WHERE r.%s = known_run) AS run_id
                          FROM (SELECT %s AS newest, ? AS known_event, ? AS known_run)
                        """.formatted(
                                        hasEvents ? eventId("newest") : "NULL",
                                        hasEvents ? eventId("known_event") : "NULL",
                                        id,
                                        rowid,
                                        newest),
                        row -> new Mark(
                                row.getLong("newest"),
                                row.getString("newest_id"),
                                row.getString("event_id"),
                                row.getString("run_id")),
                        knownEvent,
                        knownRun)
                .orElseThrow();
    }

    private String eventId(String position) {
        return "(SELECT %s || '/' || e.seq || '/' || e.timestamp_ms FROM _smithers_events e WHERE e.%s = %s)"
                .formatted(reader.shownId("e.run_id"), reader.insertOrder(), position);
    }

    /** Events inserted after that position, oldest first, some thousands at a time. Heartbeats are no news. */
    List<NewEvent> eventsAfter(Store store, long position) {
        if (!reader.shape(store).has("_smithers_events")) {
            return List.of();
        }
        return reader.list(
                store,
                """
                SELECT %s AS position, %s AS run_id, substr(type, 1, 64) AS type
                  FROM _smithers_events
                 WHERE %s > ?
                 ORDER BY 1
                 LIMIT ?
                """.formatted(reader.insertOrder(), reader.shownId("run_id"), reader.insertOrder()),
                row -> new NewEvent(row.getLong("position"), row.getString("run_id"), row.getString("type")),
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
     * The runs that have not ended: those that the engine does not call so, and forks that were never started. Each
     * status is a range of the engine's index on status, found by hopping from one to the next, so that a store full of
     * finished runs costs some seeks. The hopping is SQLite's own, by the bytes that it compares: read into text and
     * sent back, a word of invalid UTF-8 would never be passed.
     */
    List<RunRow> active(Store store) {
        List<RunRow> active =
                new ArrayList<>(rows(store, """
                r.status IN (
                    WITH RECURSIVE word(status) AS (
                        SELECT min(status) FROM _smithers_runs
                        UNION ALL
                        SELECT (SELECT min(s.status) FROM _smithers_runs s WHERE s.status > word.status)
                          FROM word
                         WHERE word.status IS NOT NULL
                         LIMIT 1000)
                    SELECT status FROM word WHERE status NOT IN (%s))
                 ORDER BY r.%s DESC
                 LIMIT ?
                """.formatted(RunRow.TERMINAL_WORDS, reader.insertOrder()), MAX_ACTIVE));
        unstartedForks(store).stream()
                .filter(fork -> RunRow.isTerminal(fork.status()))
                .forEach(active::add);
        return active;
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
                .map(column -> !shape.has("_smithers_runs", column)
                        ? "NULL AS " + column
                        : column.endsWith("_ms")
                                ? "r." + column
                                : "%s AS %s".formatted(reader.shownId("r." + column), column))
                .collect(Collectors.joining(", "));
        String parentKind =
                shape.has("_smithers_runs", "parent_run_id") ? ParentKind.sql(shape.has("_smithers_branches")) : "NULL";
        return reader.list(
                store,
                """
                SELECT r.%s AS position, %s,
                       r.created_at_ms, r.started_at_ms, r.finished_at_ms, %s, %s AS unstarted_fork,
                       %s AS parent_kind
                  FROM _smithers_runs r
                 WHERE %s
                """.formatted(reader.insertOrder(), words, optional, unstartedFork, parentKind, where),
                RunQueries::row,
                arguments);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("position"),
                row.getString("run_id"),
                row.getLong("created_at_ms"),
                row.getString("status"),
                row.getString("workflow_name"),
                row.getString("workflow_path"),
                RunRow.durationMs(longOrNull(row, "started_at_ms"), longOrNull(row, "finished_at_ms")),
                ParentKind.isSubflow(row.getString("run_id"), row.getString("parent_run_id")));
    }

    private static RunRow row(ResultSet row) throws SQLException {
        return new RunRow(
                row.getLong("position"),
                row.getString("run_id"),
                row.getString("parent_run_id"),
                ParentKind.of(row.getString("parent_kind")),
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
