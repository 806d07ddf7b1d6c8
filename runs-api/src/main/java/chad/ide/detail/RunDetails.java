package chad.ide.detail;

import chad.ide.answers.TruncatedValue;
import chad.ide.approvals.Gate;
import chad.ide.approvals.GateQueries;
import chad.ide.problem.ProblemType;
import chad.ide.request.Page;
import chad.ide.runs.FrameQueries;
import chad.ide.runs.FrameQueries.Frame;
import chad.ide.runs.ParentKind;
import chad.ide.runs.RootCauses;
import chad.ide.runs.RunCosts;
import chad.ide.runs.RunFactsCache;
import chad.ide.runs.RunRow;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.ScoreQueries;
import chad.ide.runs.StoredRun;
import chad.ide.runs.WaitQueries;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.tree.BrokenFrameException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together what the detail of a run shows. */
@Singleton
public class RunDetails {

    private final RunService runs;
    private final NodeService nodes;
    private final FrameQueries frames;
    private final DataQueries data;
    private final RunDetailQueries details;
    private final GateQueries gates;
    private final WaitQueries waits;
    private final SignalQueries signals;
    private final RunFactsCache facts;
    private final RunCosts costs;
    private final RootCauses causes;
    private final ScoreQueries scores;

    RunDetails(
            RunService runs,
            NodeService nodes,
            FrameQueries frames,
            DataQueries data,
            RunDetailQueries details,
            GateQueries gates,
            WaitQueries waits,
            SignalQueries signals,
            RunFactsCache facts,
            RunCosts costs,
            RootCauses causes,
            ScoreQueries scores) {
        this.runs = runs;
        this.nodes = nodes;
        this.frames = frames;
        this.data = data;
        this.details = details;
        this.gates = gates;
        this.waits = waits;
        this.signals = signals;
        this.facts = facts;
        this.costs = costs;
        this.causes = causes;
        this.scores = scores;
    }

    /**
     * The input of a run, as it was given.
     *
     * @param value null when it can't be had
     * @param trouble why it can't; null when it is here
     */
    public record Input(@Nullable JsonNode value, @Nullable String trouble) {

        private static Input lacks(String trouble) {
            return new Input(null, trouble);
        }
    }

    public Input input(StoredRun run) {
        DataQueries.Found found = data.input(run.store(), run.id()).orElse(null);
        if (found == null) {
            return Input.lacks("its store has none");
        }
        JsonNode value = found.value();
        if (value == null) {
            return Input.lacks("it has %d bytes, which is too large".formatted(found.sizeBytes()));
        }
        return value.isObject() ? new Input(value, null) : Input.lacks("what the store has is not a JSON object");
    }

    /** The newest frame, or why there is none. */
    private record Shown(Optional<Frame> frame, @Nullable String problem) {

        /** Names the tree and which nodes are in it. */
        int identity(Map<String, Integer> order) {
            return Objects.hash(frame.flatMap(Frame::tree), order.keySet());
        }

        Map<String, Integer> order() {
            Map<String, Integer> order = new HashMap<>();
            frame.ifPresent(shown -> {
                for (JsonNode task : shown.taskIndex()) {
                    order.putIfAbsent(
                            task.path("nodeId").asText() + "::"
                                    + task.path("iteration").asInt(),
                            order.size());
                }
            });
            return order;
        }
    }

    /** The run in full. */
    public RunDetail of(StoredRun run) {
        return of(run, null);
    }

    /**
     * The run in full or, while it is being executed with the same tree, what has changed in it.
     *
     * @param since {@code version} of an earlier answer; null for all of it
     * @throws chad.ide.problem.ProblemException 400 when that is no version
     */
    public RunDetail of(StoredRun run, @Nullable String since) {
        Store store = run.store();
        RunRow row = runs.row(run);
        RunSummary summary = runs.summary(store, row).with(waits.of(store, row, RunDetail.MAX_WAITS));
        Shown shown = shown(run);
        Map<String, Integer> order = shown.order();
        // Before the nodes: one that is written in between is in this answer, and in the next as well.
        Version version = new Version(nodes.lastWrittenAtMs(run), shown.identity(order));
        Optional<List<Node>> changed = Optional.ofNullable(since)
                .map(Version::parse)
                .filter(known -> known.tree() == version.tree() && summary.state() == RunState.RUNNING)
                .flatMap(known -> nodes.writtenSince(run, order.keySet(), known.writtenAtMs()));
        boolean all = changed.isEmpty();
        List<Node> listed =
                changed
                        .orElseGet(() -> nodes.page(run, order.keySet(), null, RunDetail.MAX_NODES)
                                .items())
                        .stream()
                        .sorted(inTreeOrder(order))
                        .toList();
        List<Gate> asked = gates.ofRun(store, run.id());
        List<RunDetail.Fork> related = details.descendants(store, run.id());
        RunDetailQueries.Payloads payloads = details.payloads(store, run.id());
        Optional<RootCauses.Found> root = summary.state() == RunState.FAILED
                ? causes.of(store, row, shown.frame().flatMap(Frame::tree))
                : Optional.empty();
        NodeQueries.Count count = nodes.count(run);
        DataQueries.Found input = all ? data.input(store, run.id()).orElse(null) : null;
        return new RunDetail(
                summary,
                payloads.workflowHash(),
                Headline.of(summary, listed),
                input == null ? null : input.value(),
                input == null || input.value() != null
                        ? null
                        : TruncatedValue.of(input.beginning(), input.sizeBytes(), run.href("/input")),
                root.map(found -> RunError.of(
                                found.failure(),
                                found.cause().nodeId(),
                                found.cause().message()))
                        .orElse(summary.state() == RunState.NOT_STARTED ? null : payloads.error()),
                root.map(found -> found.failure().stack()).orElse(null),
                listed,
                count.all(),
                nodesLeftOut(count.unnamed()),
                all ? shown.frame().flatMap(Frame::tree).orElse(null) : null,
                shown.frame().map(Frame::frameNo).orElse(null),
                shown.problem(),
                asked,
                related.stream().filter(one -> one.kind() == ParentKind.FORK).toList(),
                related.stream().filter(one -> one.kind() != ParentKind.FORK).toList(),
                facts.of(run).usage().byModel(),
                summary.cost() == null ? Map.of() : costs.byModel(run),
                row.heartbeatAtMs(),
                all ? payloads.annotations() : null,
                details.origin(store, run.id()).orElse(null),
                scores.list(store, run.id(), RunDetail.MAX_SCORES),
                scores.failures(store, run.id(), RunDetail.MAX_SCORER_FAILURES),
                signals.received(store, run.id(), RunDetail.MAX_SIGNALS),
                runs.forecast(run).orElse(null),
                version.token(),
                !all);
    }

    /**
     * How far a client has seen a run.
     *
     * @param writtenAtMs when a node was last written
     * @param tree names the tree that was shown; another after a restart of the service
     */
    private record Version(long writtenAtMs, int tree) {

        String token() {
            return writtenAtMs + "." + tree;
        }

        static Version parse(String token) {
            int dot = token.indexOf('.');
            try {
                return new Version(
                        Long.parseLong(token, 0, dot, 10), Integer.parseInt(token, dot + 1, token.length(), 10));
            } catch (NumberFormatException | IndexOutOfBoundsException notOurs) {
                throw ProblemType.invalid("since", token, "the `version` of an earlier answer");
            }
        }
    }

    private static @Nullable String nodesLeftOut(long unnamed) {
        return unnamed == 0
                ? null
                : ("%d of its nodes %s omitted with everything that belongs to %s: ids of more than %d bytes"
                                + " are not read. The engine does not write such ids; find out what wrote to the store.")
                        .formatted(
                                unnamed,
                                unnamed == 1 ? "is" : "are",
                                unnamed == 1 ? "it" : "them",
                                StoreReader.MAX_ID_BYTES);
    }

    public Page<Node> nodes(StoredRun run, @Nullable String cursor, int limit) {
        Set<String> inTree = shown(run).order().keySet();
        return nodes.page(run, inTree, cursor, limit);
    }

    private Shown shown(StoredRun run) {
        try {
            Optional<Frame> frame = frames.newest(run.store(), run.id());
            boolean damaged = frame.isPresent() && !frame.get().intact();
            return new Shown(
                    frame, damaged ? "The frame does not hash to what the engine recorded: it may be damaged." : null);
        } catch (BrokenFrameException broken) {
            return new Shown(Optional.empty(), broken.getMessage());
        }
    }

    private static Comparator<Node> inTreeOrder(Map<String, Integer> order) {
        return Comparator.<Node>comparingInt(
                        node -> order.getOrDefault(node.id() + "::" + node.iteration(), Integer.MAX_VALUE))
                .thenComparing(node -> node.startedAtMs() == null ? Long.MAX_VALUE : node.startedAtMs())
                .thenComparing(Node::id)
                .thenComparingInt(Node::iteration);
    }
}
