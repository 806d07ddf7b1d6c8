package chad.ide.mcp;

import chad.ide.approvals.Gate;
import chad.ide.approvals.GateOption;
import chad.ide.detail.Attempt;
import chad.ide.detail.Node;
import chad.ide.detail.RunDetail;
import chad.ide.detail.RunError;
import chad.ide.runs.Score;
import chad.ide.runs.StallVerdict;
import chad.ide.runs.Wait;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run as a model should first see it: what is the matter with it, then where it stands, then what it gave. It fits
 * into some thousand characters whatever the run holds; {@code more} says how to get the rest.
 *
 * @param gates those that wait
 * @param waits what it waits for, gates first, each with the command that ends the wait where there is one
 * @param signals that it was sent, and who took them
 * @param failing nodes that failed, the latest last
 * @param scores what the scorers of its tasks found, the lowest first, then those that failed
 * @param nodes every node as {@code id: state}, in the order of the tree, as far as they fit
 * @param lastFrame fork_run takes it, or an earlier one
 * @param result the output of the last node that has one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RunBrief(
        String headline,
        RunLine run,
        @Nullable StallStory stall,
        @Nullable String error,
        List<GateLine> gates,
        List<String> waits,
        List<String> signals,
        List<NodeLine> failing,
        List<NodeLine> inFlight,
        @Nullable Result result,
        List<String> scores,
        @Nullable JsonNode input,
        List<String> nodes,
        long nodeCount,
        @Nullable String nodesLeftOut,
        @Nullable Long lastFrame,
        @Nullable String forkedFrom,
        List<String> forks,
        List<String> children,
        String more) {

    private static final int MAX_NODES = 60;
    private static final int MAX_LINES = 8;
    private static final int MAX_GATES = 3;
    private static final int MAX_REQUEST_CHARS = 1_500;
    private static final int MAX_FORKS = 10;
    private static final int MAX_INPUT_CHARS = 1_500;
    private static final int MAX_RESULT_CHARS = 4_000;
    private static final String MORE =
            "get_run with `node` gives the whole output of a node, get_logs the events, why_stalled what keeps a run.";

    /** Why nobody executes it, and the signals that tell. */
    record StallStory(String reason, @Nullable String since, List<String> signals) {

        static StallStory of(StallVerdict verdict) {
            return new StallStory(
                    String.valueOf(SafeText.text(verdict.reason(), 600)),
                    SafeText.time(verdict.sinceAtMs()),
                    verdict.signals().stream()
                            .limit(MAX_LINES)
                            .map(signal -> signal.name() + ": " + SafeText.text(signal.says(), 300))
                            .toList());
        }
    }

    /**
     * A gate that waits.
     *
     * @param kind {@code ask}, {@code confirm} and {@code json} are questions, which want an answer and not an approval
     * @param digest to be sent along with the decision, which is refused when the gate asks something else by then
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GateLine(
            String runId,
            String node,
            int iteration,
            String kind,
            @Nullable String title,
            @Nullable String summary,
            @Nullable JsonNode request,
            @Nullable JsonNode answerSchema,
            List<GateOption> options,
            @Nullable List<String> allowedUsers,
            @Nullable List<String> allowedScopes,
            @Nullable String since,
            @Nullable String expires,
            String digest) {

        private static final int MAX_OPTIONS = 50;

        /** @param requestChars how much of the request is shown */
        static GateLine of(Gate gate, int requestChars) {
            return new GateLine(
                    gate.runId(),
                    gate.nodeId(),
                    gate.iteration(),
                    gate.kind(),
                    SafeText.text(gate.title(), 300),
                    SafeText.text(gate.summary(), 800),
                    SafeText.json(gate.request(), requestChars),
                    SafeText.json(gate.answerSchema(), requestChars),
                    gate.options().stream()
                            .limit(MAX_OPTIONS)
                            .map(GateLine::plain)
                            .toList(),
                    gate.allowedUsers(),
                    gate.allowedScopes(),
                    SafeText.time(gate.requestedAtMs()),
                    SafeText.time(gate.expiresAtMs()),
                    gate.digest());
        }

        private static GateOption plain(GateOption option) {
            return new GateOption(
                    option.key(),
                    String.valueOf(SafeText.text(option.label(), 200)),
                    SafeText.text(option.summary(), 300));
        }
    }

    /** A node, and what went wrong with its last attempt. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeLine(
            @Nullable String node,
            int iteration,
            @Nullable String label,
            String state,
            int attempts,
            @Nullable String model,
            @Nullable String error) {

        static NodeLine of(Node node) {
            Attempt last = node.attempts().isEmpty() ? null : node.attempts().getLast();
            return new NodeLine(
                    SafeText.text(node.id(), 200),
                    node.iteration(),
                    SafeText.text(node.label(), 120),
                    node.state(),
                    node.attempts().size() + node.moreAttempts(),
                    last == null ? null : SafeText.text(last.model(), 120),
                    last == null ? null : said(last.error()));
        }
    }

    /** What a node gave. */
    record Result(@Nullable String node, @Nullable JsonNode output) {}

    static RunBrief of(RunDetail run) {
        List<Gate> waiting = run.approvals().stream()
                .filter(gate -> gate.status().equals("requested"))
                .toList();
        StallVerdict stall = run.summary().stall();
        return new RunBrief(
                String.valueOf(SafeText.text(run.headline(), RunLine.MAX_CAUSE_CHARS + 200)),
                RunLine.of(run.summary()),
                stall == null ? null : StallStory.of(stall),
                said(run.error()),
                waiting.stream()
                        .limit(MAX_GATES)
                        .map(gate -> GateLine.of(gate, MAX_REQUEST_CHARS))
                        .toList(),
                run.summary().waits().stream()
                        .limit(MAX_LINES)
                        .map(RunBrief::line)
                        .toList(),
                run.signals().reversed().stream()
                        .limit(MAX_LINES)
                        .map(RunBrief::line)
                        .toList(),
                lines(run, node -> node.state().equals("failed")),
                lines(run, node -> node.state().equals("in-progress")),
                result(run),
                scores(run),
                SafeText.json(input(run), MAX_INPUT_CHARS),
                run.nodes().stream()
                        .limit(MAX_NODES)
                        .map(node -> SafeText.text(node.id(), 100)
                                + (node.iteration() > 0 ? " #" + node.iteration() : "") + ": " + node.state())
                        .toList(),
                run.nodeCount(),
                run.nodesLeftOut(),
                run.frameNo(),
                run.forkedFrom() == null ? null : run.forkedFrom().runId(),
                run.forks().stream().limit(MAX_FORKS).map(RunDetail.Fork::id).toList(),
                run.children().stream().limit(MAX_FORKS).map(RunDetail.Fork::id).toList(),
                MORE);
    }

    private static List<String> scores(RunDetail run) {
        return Stream.concat(
                        run.scores().stream()
                                .sorted(Comparator.comparingDouble(Score::value))
                                .map(RunBrief::line),
                        run.scorerFailures().stream()
                                .map(failure -> "%s of %s failed: %s"
                                        .formatted(
                                                SafeText.text(failure.scorerName(), 120),
                                                SafeText.text(failure.nodeId(), 120),
                                                SafeText.text(failure.error(), 300))))
                .limit(MAX_LINES)
                .toList();
    }

    private static String line(Score score) {
        return String.format(
                Locale.ROOT,
                "%s of %s%s: %.2f%s",
                SafeText.text(score.scorerName(), 120),
                SafeText.text(score.nodeId(), 120),
                score.iteration() > 0 ? " #" + score.iteration() : "",
                score.value(),
                score.reason() == null ? "" : ", " + SafeText.text(score.reason(), 300));
    }

    private static String line(Wait wait) {
        return SafeText.text(wait.says(), 400)
                + (wait.command() == null ? "" : " (ends with: %s)".formatted(wait.command()));
    }

    private static String line(RunDetail.ReceivedSignal signal) {
        return "%s%s at %s: %s"
                .formatted(
                        SafeText.text(signal.name(), 120),
                        signal.correlationId() == null
                                ? ""
                                : " (correlation id %s)".formatted(SafeText.text(signal.correlationId(), 120)),
                        SafeText.time(signal.receivedAtMs()),
                        signal.takenBy() == null
                                ? "no node is waiting for it"
                                : "taken by " + SafeText.text(signal.takenBy(), 120));
    }

    private static @Nullable JsonNode input(RunDetail run) {
        return run.inputCut() == null
                ? run.input()
                : JsonNodeFactory.instance.textNode(run.inputCut().beginning());
    }

    private static List<NodeLine> lines(RunDetail run, Predicate<Node> which) {
        List<Node> found = run.nodes().stream().filter(which).toList();
        return found.subList(Math.max(0, found.size() - MAX_LINES), found.size()).stream()
                .map(NodeLine::of)
                .toList();
    }

    private static @Nullable Result result(RunDetail run) {
        return run.nodes().reversed().stream()
                .filter(node -> node.inTree() && node.state().equals("finished"))
                .filter(node -> node.output() != null || node.outputCut() != null)
                .findFirst()
                .map(node -> new Result(SafeText.text(node.id(), 200), SafeText.json(output(node), MAX_RESULT_CHARS)))
                .orElse(null);
    }

    private static JsonNode output(Node node) {
        return node.output() != null
                ? node.output()
                : JsonNodeFactory.instance.textNode(
                        Objects.requireNonNull(node.outputCut()).beginning());
    }

    private static @Nullable String said(@Nullable RunError error) {
        return error == null ? null : SafeText.text(error.message(), 600);
    }
}
