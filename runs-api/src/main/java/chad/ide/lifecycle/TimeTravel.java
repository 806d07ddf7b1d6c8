package chad.ide.lifecycle;

import chad.edge.FieldError;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import chad.ide.store.SchemaShape;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run's frames and attempts tell about going back in it. */
@Singleton
class TimeTravel {

    /** A larger snapshot is not looked into; the engine then says itself that it can't. */
    private static final int MAX_BYTES = 32 << 20;

    private final StoreReader reader;

    TimeTravel(StoreReader reader) {
        this.reader = reader;
    }

    /**
     * An attempt whose state of files can be gone back to.
     *
     * @param folder in which it worked
     */
    record Attempted(
            int attempt,
            long startedAtMs,
            @Nullable String pointer,
            @Nullable String folder) {}

    /**
     * The newest frame at which a node had not begun: from there on it is done again, with all that came after it.
     *
     * @throws chad.edge.ProblemException 404 when the node never began, or no frame before it was kept
     */
    int frameBefore(StoredRun run, String node, @Nullable Integer iteration) {
        Optional<Long> began = reader.first(
                        run.store(), """
                        SELECT min(started_at_ms) AS began
                          FROM _smithers_attempts
                         WHERE run_id = ? AND node_id = ?
                           AND iteration = coalesce(?, (SELECT max(iteration) FROM _smithers_attempts
                                                         WHERE run_id = ? AND node_id = ?))
                        """, row -> row.getLong("began"), run.id(), node, iteration, run.id(), node)
                .filter(atMs -> atMs > 0);
        if (began.isEmpty()) {
            throw ProblemType.NODE_NOT_FOUND.because(
                    ("No task of run `%s` began as node `%s`, so there is no frame before it. Name a frame, or a"
                                    + " node that has attempts.")
                            .formatted(run.id(), node),
                    List.of(new FieldError("resetNode", node, "a node with an attempt")));
        }
        Optional<Integer> before = reader.shape(run.store()).has("_smithers_snapshots")
                ? reader.first(run.store(), """
                        SELECT coalesce(max(frame_no), -1) AS frame
                          FROM _smithers_snapshots
                         WHERE run_id = ? AND created_at_ms <= ?
                        """, row -> row.getInt("frame"), run.id(), began.get())
                : Optional.empty(); // the oldest engines kept none
        return before.filter(frame -> frame >= 0)
                .orElseThrow(() -> ProblemType.FRAME_NOT_FOUND.because(
                        ("The engine kept no frame of run `%s` from before node `%s` started. Give a frame of GET"
                                        + " /api/runs/{id}/frames.")
                                .formatted(run.id(), node)));
    }

    /**
     * An output at that frame that has a list or an object among its values: the engine's rewind writes outputs back as
     * they were then, and its database takes neither.
     */
    Optional<String> unwritableOutput(StoredRun run, int frame) {
        SchemaShape shape = reader.shape(run.store());
        if (!shape.has("_smithers_snapshots", "outputs_json")) {
            return Optional.empty();
        }
        boolean shared = shape.has("_smithers_snapshot_contents", "outputs_json");
        String outputs = shared
                ? "CASE WHEN octet_length(s.outputs_json) > 0 THEN s.outputs_json ELSE c.outputs_json END"
                : "s.outputs_json";
        String from = "_smithers_snapshots s"
                + (shared ? " LEFT JOIN _smithers_snapshot_contents c ON c.content_hash = s.content_hash" : "");
        return reader.first(
                run.store(),
                """
                SELECT json_extract(o.value, '$.nodeId') AS node
                  FROM (SELECT outputs FROM (SELECT %s AS outputs, s.frame_no FROM %s WHERE s.run_id = ? AND s.frame_no <= ?)
                         WHERE octet_length(outputs) <= %d AND json_valid(outputs)
                         ORDER BY frame_no DESC
                         LIMIT 1) at,
                       json_each(at.outputs) t,
                       json_each(CASE WHEN t.type = 'array' THEN t.value ELSE '[]' END) o,
                       json_each(CASE WHEN o.type = 'object' THEN o.value ELSE '{}' END) v
                 WHERE v.type IN ('array', 'object')
                 LIMIT 1
                """.formatted(outputs, from, MAX_BYTES),
                row -> String.valueOf(row.getString("node")),
                run.id(),
                frame);
    }

    /**
     * Whether something was done after that time in a working folder whose state was first recorded after it too: the
     * engine refuses to rewind past the first record of a folder ({@code UnsupportedSandbox}).
     */
    boolean isBeforeRecordOfFolder(StoredRun run, long atMs) {
        if (!hasPointers(run) || !hasFolders(run)) {
            return false;
        }
        return reader.first(run.store(), """
                SELECT 1 AS found
                  FROM _smithers_attempts a
                 WHERE a.run_id = ? AND a.started_at_ms > ? AND a.jj_cwd <> ''
                   AND EXISTS (SELECT 1 FROM _smithers_attempts r
                                WHERE r.run_id = a.run_id AND r.jj_cwd = a.jj_cwd AND r.jj_pointer <> '')
                   AND NOT EXISTS (SELECT 1 FROM _smithers_attempts r
                                    WHERE r.run_id = a.run_id AND r.jj_cwd = a.jj_cwd AND r.jj_pointer <> ''
                                      AND r.started_at_ms <= ?)
                 LIMIT 1
                """, row -> row.getInt("found"), run.id(), atMs, atMs)
                .isPresent();
    }

    /** The attempt that a revert goes back to; empty when there is none. */
    Optional<Attempted> attempt(StoredRun run, String node, int iteration, int attempt) {
        return reader.first(
                run.store(),
                """
                SELECT attempt, started_at_ms, %s AS pointer, %s AS folder
                  FROM _smithers_attempts
                 WHERE run_id = ? AND node_id = ? AND iteration = ? AND attempt = ?
                """.formatted(
                                hasPointers(run) ? "substr(jj_pointer, 1, 128)" : "NULL",
                                hasFolders(run) ? "substr(jj_cwd, 1, 4096)" : "NULL"),
                row -> new Attempted(
                        row.getInt("attempt"),
                        row.getLong("started_at_ms"),
                        row.getString("pointer"),
                        row.getString("folder")),
                run.id(),
                node,
                iteration,
                attempt);
    }

    /** The newest attempt of a node that left a state of files, else its newest one. */
    Optional<Integer> newestAttempt(StoredRun run, String node, int iteration) {
        return reader.first(
                run.store(),
                """
                SELECT attempt
                  FROM _smithers_attempts
                 WHERE run_id = ? AND node_id = ? AND iteration = ?
                 ORDER BY %s IS NULL, attempt DESC
                 LIMIT 1
                """.formatted(hasPointers(run) ? "jj_pointer" : "NULL"),
                row -> row.getInt("attempt"),
                run.id(),
                node,
                iteration);
    }

    private boolean hasPointers(StoredRun run) {
        return reader.shape(run.store()).has("_smithers_attempts", "jj_pointer");
    }

    private boolean hasFolders(StoredRun run) {
        return reader.shape(run.store()).has("_smithers_attempts", "jj_cwd");
    }

    /** The newest frame from before that time; -1 when there is none. */
    int frameAt(StoredRun run, long atMs) {
        return reader.first(
                        run.store(),
                        "SELECT coalesce(max(frame_no), -1) AS frame FROM _smithers_frames WHERE run_id = ? AND"
                                + " created_at_ms <= ?",
                        row -> row.getInt("frame"),
                        run.id(),
                        atMs)
                .orElse(-1);
    }

    /** When a frame was made; empty when there is no such frame. */
    Optional<Long> madeAtMs(StoredRun run, int frame) {
        return reader.first(
                run.store(),
                "SELECT created_at_ms FROM _smithers_frames WHERE run_id = ? AND frame_no = ?",
                row -> row.getLong("created_at_ms"),
                run.id(),
                frame);
    }

    int framesAfter(StoredRun run, int frame) {
        return reader.first(
                        run.store(),
                        "SELECT count(*) AS later FROM _smithers_frames WHERE run_id = ? AND frame_no > ?",
                        row -> row.getInt("later"),
                        run.id(),
                        frame)
                .orElse(0);
    }

    /** Tasks that began after that time, in their order; the first twenty. */
    List<String> begunAfter(StoredRun run, long atMs) {
        return reader.list(
                run.store(),
                """
                SELECT %s AS node_id, min(started_at_ms) AS began
                  FROM _smithers_attempts
                 WHERE run_id = ? AND started_at_ms > ?
                 GROUP BY 1
                 ORDER BY began
                 LIMIT 20
                """.formatted(reader.shownId("node_id")),
                row -> String.valueOf(row.getString("node_id")),
                run.id(),
                atMs);
    }

    /** Calls of tools, after that time, that say that they have an effect on the outside. */
    int effectsAfter(StoredRun run, long atMs) {
        if (!reader.shape(run.store()).has("_smithers_tool_calls", "side_effect")) {
            return 0;
        }
        return reader.first(run.store(), """
                        SELECT count(*) AS effects
                          FROM _smithers_tool_calls
                         WHERE run_id = ? AND started_at_ms > ? AND coalesce(side_effect, 0) <> 0
                        """, row -> row.getInt("effects"), run.id(), atMs)
                .orElse(0);
    }
}
