package chad.ide.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.answers.AnswerBudget;
import chad.ide.answers.TruncatedValue;
import chad.ide.detail.NodeService;
import chad.ide.engine.Engine;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.history.WorkspaceDiff.Span;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredPayload;
import chad.ide.store.StoredValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a node changed. In the repository of a project it is compared by git. Elsewhere the engine keeps a diff in the
 * store once it was asked for; the first time it must be asked.
 */
@Singleton
public class DiffService {

    /** Others the engine's own routes don't take. */
    private static final Pattern ENGINE_RUN_ID = Pattern.compile("[a-z0-9_-][a-z0-9_.-]{0,63}");

    private static final Pattern ENGINE_NODE_ID = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");

    private static final String NO_COMMIT =
            "The node left no commit to compare: its project has no jj or git repository, or its folder"
                    + " was too large to be recorded (GET /api/projects shows each project's repository).";

    private final WorkspaceDiff workspace;
    private final StoreReader reader;
    private final NodeService nodes;
    private final Engine engine;
    private final ObjectMapper json;
    private final AnswerBudget budget;

    DiffService(
            WorkspaceDiff workspace,
            StoreReader reader,
            NodeService nodes,
            Engine engine,
            ObjectMapper json,
            AnswerBudget budget) {
        this.workspace = workspace;
        this.reader = reader;
        this.nodes = nodes;
        this.engine = engine;
        this.json = json;
        this.budget = budget;
    }

    NodeDiff of(StoredRun run, String nodeId, int iteration) {
        nodes.requireNode(run, nodeId);
        LongStrings texts = new LongStrings(NodeDiff.MAX_DIFF_CHARS, budget.each());
        Optional<Span> span = workspace.of(run, nodeId, iteration);
        if (span.isPresent()) {
            JsonNode compared = WorkspaceDiff.bundle(span.get(), workspace.patch(span.get()));
            String patch = run.href("/diff/%s/patch?iteration=%d".formatted(TruncatedValue.encoded(nodeId), iteration));
            return NodeDiff.of(nodeId, iteration, compared, texts, patch);
        }
        return NodeDiff.of(
                nodeId,
                iteration,
                kept(run, nodeId, iteration, texts).orElseGet(() -> asked(run, nodeId, iteration)),
                texts,
                run.href("/payloads/diff?node=%s&iteration=%d".formatted(TruncatedValue.encoded(nodeId), iteration)));
    }

    /** The whole of it, to be read or applied elsewhere. */
    public String patch(StoredRun run, String nodeId, int iteration) {
        nodes.requireNode(run, nodeId);
        return workspace
                .of(run, nodeId, iteration)
                .map(workspace::patch)
                .orElseThrow(() -> ProblemType.DIFF_NOT_AVAILABLE.because(NO_COMMIT));
    }

    private Optional<JsonNode> kept(StoredRun run, String nodeId, int iteration, LongStrings texts) {
        if (!reader.shape(run.store()).has("_smithers_node_diffs")) {
            return Optional.empty();
        }
        return reader.payload(
                        run.store(),
                        new StoredValue(
                                "_smithers_node_diffs",
                                "diff_json",
                                "run_id = ? AND node_id = ? AND iteration = ? ORDER BY computed_at_ms DESC",
                                run.id(),
                                nodeId,
                                iteration))
                .map(kept -> parsed(kept, texts));
    }

    private JsonNode asked(StoredRun run, String nodeId, int iteration) {
        if (!hasCommits(run, nodeId, iteration)) {
            throw ProblemType.DIFF_NOT_AVAILABLE.because(NO_COMMIT);
        }
        if (!ENGINE_RUN_ID.matcher(run.id()).matches()
                || !ENGINE_NODE_ID.matcher(nodeId).matches()) {
            throw ProblemType.DIFF_NOT_AVAILABLE.because(
                    "The engine can't produce a diff for an id with such characters; only stored diffs can be shown.");
        }
        EngineCommand diff = EngineCommand.of("diff")
                .argument(run.id())
                .argument(nodeId)
                .option("iteration", iteration)
                .flag("json");
        return switch (engine.onStore(run.store(), diff)) {
            case Done done -> done.answer();
            case Refused refused ->
                throw ProblemType.DIFF_NOT_AVAILABLE.because("The engine produced no diff: " + refused.reason());
            case TimedOut late ->
                throw ProblemType.ENGINE_TIMEOUT.because("The engine produced no diff within %d s. Try again."
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

    private JsonNode parsed(StoredPayload bundle, LongStrings texts) {
        try (Reader cut = texts.cut(new InputStreamReader(bundle.open(), UTF_8))) {
            return json.readTree(cut);
        } catch (IOException damaged) {
            throw ProblemType.DIFF_NOT_AVAILABLE.because("The diff that the engine stored is not valid JSON.", damaged);
        }
    }
}
