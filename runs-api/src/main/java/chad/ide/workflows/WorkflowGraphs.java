package chad.ide.workflows;

import chad.ide.engine.Engine;
import chad.ide.engine.EngineAvailability.Missing;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.engine.EngineStatus;
import chad.ide.problem.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.tree.Dag;
import chad.ide.tree.TaskTree;
import chad.ide.tree.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Asks the engine what a workflow would execute. That loads the workflow and takes seconds, so an answer holds as long
 * as no source file changes, and who asks for one that is on its way waits for it.
 */
@Singleton
public class WorkflowGraphs {

    private record Key(String name, String fingerprint) {}

    private final Engine engine;
    private final EngineStatus status;
    private final WorkflowConfig config;
    private final SourceFingerprint fingerprint;
    private final Cache<Key, CompletableFuture<WorkflowGraph>> graphs;

    WorkflowGraphs(Engine engine, EngineStatus status, WorkflowConfig config, SourceFingerprint fingerprint) {
        this.engine = engine;
        this.status = status;
        this.config = config;
        this.fingerprint = fingerprint;
        this.graphs = Caffeine.newBuilder().maximumSize(config.cachedGraphs()).build();
    }

    /** @throws ProblemException when the workflow can't be loaded, or the engine can't be asked */
    public WorkflowGraph graph(WorkflowFile workflow) {
        Key key = new Key(workflow.name(), fingerprint.current());
        CompletableFuture<WorkflowGraph> mine = new CompletableFuture<>();
        CompletableFuture<WorkflowGraph> others = graphs.asMap().putIfAbsent(key, mine);
        if (others != null) {
            return join(others);
        }
        try {
            WorkflowGraph graph = load(workflow, key.fingerprint());
            mine.complete(graph);
            return graph;
        } catch (RuntimeException failure) {
            graphs.asMap().remove(key, mine); // what it failed on may lie outside of the sources
            mine.completeExceptionally(failure);
            throw failure;
        }
    }

    private static WorkflowGraph join(CompletableFuture<WorkflowGraph> others) {
        try {
            return others.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw failure;
        }
    }

    private WorkflowGraph load(WorkflowFile workflow, String version) {
        EngineResult result = engine.inScratch(
                EngineCommand.of("graph").argument(workflow.path().toString()).within(config.graphTimeLimit()));
        return switch (result) {
            case Done done -> graph(workflow.name(), version, done.answer());
            case Refused refused -> throw broken(workflow, refused);
            case TimedOut timedOut ->
                throw ProblemType.ENGINE_TIMEOUT.because(
                        "The engine did not load `%s` within %d s. Its top-level code or its first render may not end."
                                .formatted(workflow.name(), timedOut.limit().toSeconds()));
        };
    }

    private ProblemException broken(WorkflowFile workflow, Refused refused) {
        boolean silent = refused.code().equals(Refused.NO_ANSWER);
        if (silent && status.availability() instanceof Missing missing) {
            return ProblemType.ENGINE_UNAVAILABLE.because(missing.reason());
        }
        return ProblemType.WORKFLOW_BROKEN.because(
                "The engine can't load `%s`. %s: %s".formatted(workflow.name(), refused.code(), refused.reason()));
    }

    private static WorkflowGraph graph(String name, String version, JsonNode answer) {
        Optional<TreeNode> tree = TaskTree.of(answer.path("xml"), answer.path("tasks"));
        Map<String, JsonNode> byId = new HashMap<>();
        answer.path("tasks").forEach(task -> byId.put(task.path("nodeId").asText(), task));
        List<GraphTask> tasks = tree.stream()
                .flatMap(TreeNode::executed)
                .map(node -> GraphTask.of(node, byId.getOrDefault(node.id(), MissingNode.getInstance())))
                .toList();
        return new WorkflowGraph(name, version, Dag.of(tree), tree.orElse(null), tasks);
    }
}
