package chad.ide.history;

import chad.ide.runs.Repeats;
import chad.ide.runs.RunFactsCache;
import chad.ide.runs.StoredRun;
import chad.ide.store.SchemaShape;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads the states of a run's nodes, now and at a past frame. */
@Singleton
class NodeStates {

    private static final int MAX_NODES = 5_000;

    /** A longer list of states has more nodes than are shown. */
    private static final int MAX_BYTES = 4 << 20;

    /** The state of a node in one iteration. */
    record NodeState(
            @Schema(examples = "judge") String nodeId,
            int iteration,
            @Schema(examples = "finished") String state,
            @Nullable String label,
            @Nullable Integer lastAttempt) {}

    /** @param frameNo of the snapshot that they were taken from */
    record AtFrame(long frameNo, List<NodeState> states) {}

    private final StoreReader reader;
    private final RunFactsCache facts;
    private final ObjectMapper json;

    NodeStates(StoreReader reader, RunFactsCache facts, ObjectMapper json) {
        this.reader = reader;
        this.facts = facts;
        this.json = json;
    }

    List<NodeState> now(StoredRun run) {
        Repeats repeats = facts.of(run).repeats();
        return reader.list(
                run.store(),
                """
                SELECT node_id, iteration, %s AS state, substr(label, 1, 400) AS label, last_attempt
                  FROM _smithers_nodes
                 WHERE run_id = ? AND %s
                 ORDER BY node_id, iteration
                 LIMIT ?
                """.formatted(StoreReader.word("state"), StoreReader.hasUsualId("node_id")),
                row -> {
                    Long attempt = StoreReader.longOrNull(row, "last_attempt");
                    return new NodeState(
                            row.getString("node_id"),
                            row.getInt("iteration"),
                            repeats.stateOf(row.getString("node_id"), row.getInt("iteration"), row.getString("state")),
                            row.getString("label"),
                            attempt == null ? null : Integer.valueOf(attempt.intValue()));
                },
                run.id(),
                MAX_NODES);
    }

    /**
     * The states when the frame was rendered, from its snapshot or the nearest before it; empty for stores of engines
     * that made no snapshots.
     */
    Optional<AtFrame> atFrame(StoredRun run, long frameNo) {
        SchemaShape shape = reader.shape(run.store());
        if (!shape.has("_smithers_snapshots", "nodes_json")) {
            return Optional.empty();
        }
        // Newer engines keep the content once for all snapshots that share it, and leave the row's own columns empty.
        String own = reader.upTo("s.nodes_json", MAX_BYTES);
        String nodes = shape.has("_smithers_snapshot_contents")
                ? """
                  CASE WHEN octet_length(s.nodes_json) > 0 THEN %s
                       ELSE (SELECT %s FROM _smithers_snapshot_contents c WHERE c.content_hash = s.content_hash) END
                  """.formatted(own, reader.upTo("c.nodes_json", MAX_BYTES))
                : own;
        return reader.first(
                run.store(),
                """
                SELECT s.frame_no, %s AS nodes
                  FROM _smithers_snapshots s
                 WHERE s.run_id = ? AND s.frame_no <= ?
                 ORDER BY s.frame_no DESC
                 LIMIT 1
                """.formatted(nodes),
                row -> new AtFrame(row.getLong("frame_no"), states(row.getString("nodes"))),
                run.id(),
                frameNo);
    }

    private List<NodeState> states(@Nullable String nodes) {
        List<NodeState> states = new ArrayList<>();
        try {
            for (JsonNode node : json.readTree(nodes == null ? "[]" : nodes)) {
                if (states.size() < MAX_NODES) {
                    states.add(new NodeState(
                            node.path("nodeId").asText(),
                            node.path("iteration").asInt(),
                            node.path("state").asText(),
                            node.hasNonNull("label") ? node.get("label").asText() : null,
                            node.path("lastAttempt").isInt()
                                    ? Integer.valueOf(node.get("lastAttempt").asInt())
                                    : null));
                }
            }
        } catch (JsonProcessingException damaged) {
            return List.of();
        }
        return states;
    }
}
