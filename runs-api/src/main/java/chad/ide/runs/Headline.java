package chad.ide.runs;

import chad.ide.approvals.Gate;
import java.util.List;
import java.util.Optional;

/** The state of a run and what can be done about it, in a sentence or two. */
final class Headline {

    private Headline() {}

    static String of(RunSummary run, List<Node> nodes, List<Gate> gates) {
        if (run.copyOf() != null) {
            return "A copy: the run itself is in store `%s`, and can be acted on there. Here its status is `%s`."
                    .formatted(run.copyOf(), run.status());
        }
        Progress done = run.progress();
        return switch (run.state()) {
            case RUNNING ->
                (run.pauseRequestedAtMs() == null ? "" : "It was asked to pause, and will when its tasks end. ")
                        + "Running: %d of %d nodes are done.".formatted(done.finished(), done.total());
            case STALLED ->
                "Nobody is executing this run. %s Resume continues %s; finished nodes are not run again."
                        .formatted(
                                run.stall() == null ? "" : run.stall().reason(),
                                inFlight(nodes).map(node -> "at `" + node + "`").orElse("where it stopped"));
            case WAITING_APPROVAL ->
                gates.stream()
                        .filter(gate -> gate.status().equals("requested"))
                        .findFirst()
                        .map(gate -> "Waiting for a decision at `%s`: %s".formatted(gate.nodeId(), gate.title()))
                        .orElse("Waiting for a decision.");
            case WAITING_EVENT -> "Waiting for an event. A signal of its name lets it go on.";
            case WAITING_TIMER -> "Waiting for a timer.";
            case WAITING_QUOTA -> "Waiting until the model's quota is there again.";
            case PAUSED -> "Paused. Resume lets it go on.";
            case CANCELLING -> "Its end was asked for; the engine has not acknowledged it yet.";
            case CANCELLED -> "Cancelled after %d of %d nodes.".formatted(done.finished(), done.total());
            case FAILED ->
                "Failed%s."
                        .formatted(
                                failed(nodes).map(node -> " at `" + node + "`").orElse(""));
            case FINISHED -> "Finished: all %d nodes are done.".formatted(done.finished());
            case FINISHED_WITH_FAILURES ->
                "Finished, but %d of %d nodes failed and were let go.".formatted(done.failed(), done.total());
            case CONTINUED -> "It went on as another run.";
            case NEEDS_RESUME -> "What it waited for is there, and no process goes on with it. Resume lets it go on.";
            case NOT_STARTED -> "A fork that was never started. Resume starts it.";
            case UNKNOWN ->
                "The engine calls its status `%s`, which this version does not know.".formatted(run.status());
        };
    }

    private static Optional<String> inFlight(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> node.state().equals("in-progress"))
                .map(Node::id)
                .findFirst();
    }

    private static Optional<String> failed(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> node.state().equals("failed"))
                .map(Node::id)
                .reduce((earlier, later) -> later);
    }
}
