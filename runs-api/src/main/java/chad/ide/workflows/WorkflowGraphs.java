package chad.ide.workflows;

import chad.edge.ProblemException;
import chad.ide.engine.Engine;
import chad.ide.engine.EngineAvailability.Missing;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.engine.EngineStatus;
import chad.ide.models.ModelService;
import chad.ide.problem.ProblemType;
import chad.ide.projects.Projects;
import chad.ide.tree.Dag;
import chad.ide.tree.TaskTree;
import chad.ide.tree.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine what a workflow would execute. That loads the workflow and takes seconds, so an answer holds as long
 * as no source file changes, and who asks for one that is on its way waits for it.
 */
@Singleton
public class WorkflowGraphs {

    /** What names the models that a fusion asks, unless its input or the roster does. */
    private static final String FUSION_MODELS = "CHAD_FUSION_MODELS";

    /**
     * @param input as JSON; empty for none
     * @param settings what a launch would find out while it runs
     */
    private record Key(String name, String fingerprint, String input, Map<String, String> settings) {}

    private final Engine engine;
    private final EngineStatus status;
    private final WorkflowConfig config;
    private final SourceFingerprint fingerprint;
    private final WorkflowFiles files;
    private final Projects projects;
    private final WorkflowKnobs knobs;
    private final ModelService models;
    private final Cache<Key, CompletableFuture<WorkflowGraph>> graphs;

    WorkflowGraphs(
            Engine engine,
            EngineStatus status,
            WorkflowConfig config,
            SourceFingerprint fingerprint,
            WorkflowFiles files,
            Projects projects,
            WorkflowKnobs knobs,
            ModelService models) {
        this.engine = engine;
        this.status = status;
        this.config = config;
        this.fingerprint = fingerprint;
        this.files = files;
        this.projects = projects;
        this.knobs = knobs;
        this.models = models;
        this.graphs = Caffeine.newBuilder().maximumSize(config.cachedGraphs()).build();
    }

    /** @throws ProblemException when the workflow can't be loaded, or the engine can't be asked */
    public WorkflowGraph graph(WorkflowFile workflow) {
        return graph(workflow, null);
    }

    /**
     * As a run with that input would render it first.
     *
     * @throws ProblemException when the workflow can't be loaded, does not take the input, or the engine can't be asked
     */
    WorkflowGraph graph(WorkflowFile workflow, @Nullable JsonNode input) {
        String given = input == null ? "" : SourceFingerprint.hash(input.toString());
        Key key = new Key(workflow.name(), fingerprint.current(), given, roster(workflow.name()));
        CompletableFuture<WorkflowGraph> mine = new CompletableFuture<>();
        CompletableFuture<WorkflowGraph> others = graphs.asMap().putIfAbsent(key, mine);
        if (others != null) {
            return join(others);
        }
        try {
            WorkflowGraph graph = load(workflow.name(), workflow.path(), key.fingerprint(), input, key.settings());
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

    /** Of a text that is not saved: loaded beside the file that it may become, and remembered by nobody. */
    WorkflowGraph draft(WorkflowPath name, String source, @Nullable JsonNode input) {
        Map<String, String> settings = roster(name.value());
        return files.withDraft(
                name, source, draft -> load(name.value(), draft, SourceFingerprint.hash(source), input, settings));
    }

    /** The roster that a launch would ask, for a workflow that takes one; without it the graph shows a fallback. */
    private Map<String, String> roster(String workflow) {
        if (!knobs.of(workflow).contains(FUSION_MODELS)) {
            return Map.of();
        }
        try {
            List<String> ids = new ArrayList<>();
            models.roster(null).path("models").forEach(model -> ids.add(model.asText()));
            return ids.isEmpty() ? Map.of() : Map.of(FUSION_MODELS, String.join(",", ids));
        } catch (ProblemException rosterUnavailable) {
            return Map.of(); // a launch asks the fallback then
        }
    }

    private WorkflowGraph load(
            String name, Path file, String version, @Nullable JsonNode input, Map<String, String> settings) {
        EngineResult result = engine.inScratch(
                EngineCommand.of("graph")
                        .argument(file.toString())
                        .privateOption("input", input)
                        .assuming(settings)
                        .within(config.graphTimeLimit()),
                projects.forLoading(file).folder());
        return switch (result) {
            case Done done -> graph(name, version, done.answer());
            case Refused refused -> throw broken(name, file, refused);
            case TimedOut timedOut ->
                throw ProblemType.ENGINE_TIMEOUT.because(
                        "The engine did not load `%s` within %d s. Its top-level code or its first render may not end."
                                .formatted(name, timedOut.limit().toSeconds()));
        };
    }

    private ProblemException broken(String name, Path file, Refused refused) {
        boolean silent = refused.code().equals(Refused.NO_ANSWER);
        if (silent && status.availability() instanceof Missing missing) {
            return ProblemType.ENGINE_UNAVAILABLE.because(missing.reason());
        }
        String plain = name.substring(name.lastIndexOf('/') + 1);
        String reason = refused.reason().replace(String.valueOf(file.getFileName()), plain);
        if (refused.code().equals("INVALID_INPUT")) {
            return ProblemType.INVALID_INPUT.because("`%s` does not accept this input. %s".formatted(name, reason));
        }
        return ProblemType.WORKFLOW_BROKEN.because(
                "The engine can't load `%s`. %s: %s".formatted(name, refused.code(), reason));
    }

    private static WorkflowGraph graph(String name, String version, JsonNode answer) {
        Optional<TreeNode> tree = TaskTree.of(answer.path("xml"), answer.path("tasks"));
        Map<String, JsonNode> byId = new HashMap<>();
        answer.path("tasks").forEach(task -> byId.put(task.path("nodeId").asText(), task));
        List<GraphTask> tasks = tree.stream()
                .flatMap(TreeNode::executed)
                .map(node -> GraphTask.of(node, byId.getOrDefault(node.id(), MissingNode.getInstance())))
                .toList();
        return new WorkflowGraph(name, version, Dag.of(tree), tree.orElse(null), tasks, null);
    }
}
