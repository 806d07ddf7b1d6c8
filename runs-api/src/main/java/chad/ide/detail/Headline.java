package chad.ide.detail;

import chad.ide.runs.Caveat;
import chad.ide.runs.Progress;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Silence;
import chad.ide.runs.Stuck;
import chad.ide.runs.Wait;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The state of a run and what can be done about it, in a sentence or two. */
final class Headline {

    private static final int MAX_NAMED = 6;

    /** What is done about a subflow in one of these is done to its parent. */
    private static final Set<RunState> SEE_PARENT = Set.of(RunState.STALLED, RunState.NEEDS_RESUME, RunState.PAUSED);

    private Headline() {}

    static String of(RunSummary run, List<Node> nodes) {
        if (run.copyOf() != null) {
            return "A copy: the run itself is in store `%s`; act on it there. In this copy its status is `%s`."
                    .formatted(run.copyOf(), run.status());
        }
        if (run.belongsToParent() && SEE_PARENT.contains(run.state())) {
            return "Part of run `%s`, which is %s: act on that run, and this one follows."
                    .formatted(run.parentId(), run.state().word());
        }
        Progress done = run.progress();
        return switch (run.state()) {
            case RUNNING ->
                gates(run)
                        + (run.pauseRequestedAtMs() == null
                                ? ""
                                : "A pause was requested; it takes effect when the current tasks end. ")
                        + nowhere(run)
                        + unusual(run)
                        + "Running: %d of %d nodes are done.".formatted(done.finished(), done.total())
                        + silence(run);
            case STALLED ->
                run.silence() != null
                        ? run.silence().says()
                                + " The engine does not take over from a live process: end that process, then resume."
                        : "Stalled: %s Resume continues %s; finished nodes are not run again."
                                .formatted(
                                        run.stall() == null
                                                ? "No process executes it."
                                                : run.stall().reason(),
                                        inFlight(nodes)
                                                .map(node -> "at `" + node + "`")
                                                .orElse("where it stopped"));
            case WAITING_APPROVAL, WAITING_EVENT, WAITING_TIMER, WAITING_QUOTA -> unusual(run) + waiting(run);
            case PAUSED ->
                gates(run)
                        + (run.cause() == null
                                ? "Paused. Resume it to continue."
                                : "Paused: " + sentence(run.cause().says())
                                        + " Raise the budget, let it go on once, or cancel it.");
            case CANCELLING -> "Cancellation was requested; the engine has not acknowledged it yet." + silence(run);
            case CANCELLED -> "Cancelled after %d of %d nodes.".formatted(done.finished(), done.total());
            case FAILED -> run.cause() == null ? "Failed." : run.cause().says();
            case FINISHED ->
                (done.caught() == 0
                                ? (done.finished() == 1
                                        ? "Finished: its node is done."
                                        : "Finished: all %d nodes are done.".formatted(done.finished()))
                                : "Finished: %d %s done, and the workflow caught %s itself."
                                        .formatted(
                                                done.finished(),
                                                done.finished() == 1 ? "node is" : "nodes are",
                                                done.caught() == 1 ? "a failure" : done.caught() + " failures"))
                        + but(run);
            case FINISHED_WITH_FAILURES ->
                "Finished, but %d of %d nodes %s; the run continued without %s."
                                .formatted(
                                        done.lost(),
                                        done.total(),
                                        done.cancelled() == 0
                                                ? "failed"
                                                : done.failed() == 0 ? "were cancelled" : "failed or were cancelled",
                                        done.lost() == 1 ? "it" : "them")
                        + (run.cause() == null ? "" : " " + sentence(run.cause().says()))
                        + but(run);
            case CONTINUED -> "It continued as another run.";
            case NEEDS_RESUME ->
                "What it was waiting for has arrived, but no process is running it. Resume it to continue.";
            case NOT_STARTED -> "A fork that was never started. Resume starts it.";
            case UNKNOWN ->
                "The engine calls its status `%s`, which this version does not know.".formatted(run.status());
        };
    }

    /** What it got in another way than was meant; what failed is told before. */
    private static String but(RunSummary run) {
        return run.caveats().stream()
                        .filter(caveat -> caveat.kind() != Caveat.Kind.FAILURES)
                        .map(caveat -> " " + caveat.says())
                        .collect(Collectors.joining())
                + run.unusual().stream().map(one -> " Unusual: " + one.says()).collect(Collectors.joining());
    }

    private static String unusual(RunSummary run) {
        return run.unusual().stream().map(one -> "Unusual: " + one.says() + " ").collect(Collectors.joining());
    }

    /** A process that is silent is told at the end, from its first half minute on. */
    private static String nowhere(RunSummary run) {
        Stuck stuck = run.stuck();
        return stuck == null || stuck.kind() == Stuck.Kind.SILENT_PROCESS
                ? ""
                : "Getting nowhere: %s %s ".formatted(stuck.says(), stuck.endsWith());
    }

    private static String silence(RunSummary run) {
        Silence silence = run.silence();
        return silence == null ? "" : " " + silence.says();
    }

    /** All of it, gates first: the engine's status names one thing only. */
    private static String waiting(RunSummary run) {
        List<Wait> waits = run.waits();
        if (waits.isEmpty()) {
            return "Waiting; the store does not say for what (the engine calls it `%s`).".formatted(run.status());
        }
        String first = sentence("Waiting for " + waits.getFirst().says());
        if (waits.size() == 1) {
            return first;
        }
        String others =
                waits.stream().skip(1).limit(MAX_NAMED - 1).map(Wait::says).collect(Collectors.joining("; "));
        int more = waits.size() - MAX_NAMED;
        return first + sentence(" Also for " + others + (more > 0 ? "; and %d more".formatted(more) : ""));
    }

    /** What a person is asked although the run does not wait for it alone; empty when nothing is. */
    private static String gates(RunSummary run) {
        return run.waits().stream()
                .filter(Wait::asksSomebody)
                .findFirst()
                .map(gate -> sentence("Waiting for " + gate.says()) + " ")
                .orElse("");
    }

    private static String sentence(String words) {
        return words.matches("(?s).*[.?!]") ? words : words + ".";
    }

    private static Optional<String> inFlight(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> node.state().equals("in-progress"))
                .map(Node::id)
                .findFirst();
    }
}
