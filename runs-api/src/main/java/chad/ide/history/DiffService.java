package chad.ide.history;

import chad.ide.engine.Engine;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.problem.ProblemType;
import chad.ide.runs.NodeService;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a node changed. The engine keeps a diff in the store once it was asked for; the first time it must be asked, as
 * it compares commits of the working folder.
 */
@Singleton
class DiffService {

    /** Others the engine's own routes don't take. */
    private static final Pattern ENGINE_RUN_ID = Pattern.compile("[a-z0-9_-][a-z0-9_.-]{0,63}");

    private static final Pattern ENGINE_NODE_ID = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");

    private final StoreReader reader;
    private final NodeService nodes;
    private final Engine engine;
    private final ObjectMapper json;

    DiffService(StoreReader reader, NodeService nodes, Engine engine, ObjectMapper json) {
        this.reader = reader;
        this.nodes = nodes;
        this.engine = engine;
        this.json = json;
    }

    NodeDiff of(StoredRun run, String nodeId, int iteration) {
        nodes.requireNode(run, nodeId);
        return NodeDiff.of(
                nodeId, iteration, kept(run, nodeId, iteration).orElseGet(() -> asked(run, nodeId, iteration)));
    }

    private Optional<JsonNode> kept(StoredRun run, String nodeId, int iteration) {
        if (!reader.shape(run.store()).has("_smithers_node_diffs")) {
            return Optional.empty();
        }
        return reader.first(run.store(), """
                        SELECT diff_json
                          FROM _smithers_node_diffs
                         WHERE run_id = ? AND node_id = ? AND iteration = ?
                         ORDER BY computed_at_ms DESC
                         LIMIT 1
                        """, row -> row.getString("diff_json"), run.id(), nodeId, iteration)
                .map(this::parsed);
    }

    private JsonNode asked(StoredRun run, String nodeId, int iteration) {
        if (!hasCommits(run, nodeId, iteration)) {
            throw ProblemType.DIFF_NOT_AVAILABLE.because(
                    "The node left no commit to compare: only tasks that work in a jj workspace have a diff.");
        }
        if (!ENGINE_RUN_ID.matcher(run.id()).matches()
                || !ENGINE_NODE_ID.matcher(nodeId).matches()) {
            throw ProblemType.DIFF_NOT_AVAILABLE.because(
                    "The engine makes no diff for an id with such characters; only diffs that it kept can be shown.");
        }
        EngineCommand diff = EngineCommand.of("diff")
                .argument(run.id())
                .argument(nodeId)
                .option("iteration", iteration)
                .flag("json");
        return switch (engine.onStore(run.store(), diff)) {
            case Done done -> done.answer();
            case Refused refused ->
                throw ProblemType.DIFF_NOT_AVAILABLE.because("The engine made no diff: " + refused.reason());
            case TimedOut late ->
                throw ProblemType.ENGINE_TIMEOUT.because("The engine made no diff within %d s. Try again."
                        .formatted(late.limit().toSeconds()));
        };
    }

    private boolean hasCommits(StoredRun run, String nodeId, int iteration) {
        return reader.first(run.store(), """
                        SELECT 1 AS found
                          FROM _smithers_attempts
                         WHERE run_id = ? AND node_id = ? AND iteration = ? AND jj_pointer IS NOT NULL
                         LIMIT 1
                        """, row -> row.getInt("found"), run.id(), nodeId, iteration)
                .isPresent();
    }

    private JsonNode parsed(String bundle) {
        try {
            return json.readTree(bundle);
        } catch (JsonProcessingException damaged) {
            throw ProblemType.DIFF_NOT_AVAILABLE.because("The diff that the engine kept is no JSON.", damaged);
        }
    }
}
