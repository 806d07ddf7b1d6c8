package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.history.WorkspaceDiff;
import chad.ide.lifecycle.TimeTravel.Attempted;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells, before it is done, what each way back undoes and what it can't. */
@Singleton
public class UndoService {

    private static final int MAX_FILES = 50;

    private final TimeTravel travel;
    private final WorkspaceDiff workspace;
    private final Neighbours neighbours;

    UndoService(TimeTravel travel, WorkspaceDiff workspace, Neighbours neighbours) {
        this.travel = travel;
        this.workspace = workspace;
        this.neighbours = neighbours;
    }

    /**
     * What the verb would do.
     *
     * @param node for a revert; for the others instead of a frame
     * @param attempt for a revert; null for the newest that recorded its files
     */
    public Undo preview(
            StoredRun run,
            String verb,
            @Nullable String node,
            @Nullable Integer iteration,
            @Nullable Integer attempt,
            @Nullable Integer frame) {
        return switch (verb) {
            case "revert" -> {
                if (node == null) {
                    throw ProblemType.invalid("node", "", "the id of a node");
                }
                yield revert(run, node, iteration == null ? 0 : iteration, attempt);
            }
            case "rewind" -> {
                if (frame == null) {
                    throw ProblemType.invalid("frame", "", "a frame's number");
                }
                yield rewind(run, frame);
            }
            case "replay", "fork" -> branch(run, verb, frame, node, iteration);
            default -> throw ProblemType.invalid("verb", verb, "one of revert, rewind, replay, fork");
        };
    }

    Undo revert(StoredRun run, String node, int iteration, @Nullable Integer asked) {
        int number = asked != null ? asked : newestAttempt(run, node, iteration);
        Optional<Attempted> attempt = travel.attempt(run, node, iteration, number);
        if (attempt.isEmpty()) {
            throw ProblemType.NODE_NOT_FOUND.because("Run `%s` has no attempt %d of node `%s` in iteration %d."
                    .formatted(run.id(), number, node, iteration));
        }
        String pointer = attempt.get().pointer();
        if (pointer == null) {
            return noRevert(
                    ("Attempt %d of `%s` recorded no state of its files: its project has no jj or git repository,"
                                    + " or the attempt has not ended. Replay the run to do its work again instead.")
                            .formatted(number, node));
        }
        Optional<StoredRun> other = neighbours.in(attempt.get().folder(), run);
        if (other.isPresent()) {
            return noRevert(("Attempt %d of `%s` worked in the folder of the project itself, and a revert would undo"
                            + " other work there. Run `%s` is working there now: pause it first.")
                    .formatted(number, node, other.get().id()));
        }
        int frame = travel.frameAt(run, attempt.get().startedAtMs());
        List<String> files = workspace.changedSince(run, node, iteration, number);
        List<String> undoes = new ArrayList<>();
        undoes.add(("The files of its working folder become what they were after attempt %d of `%s`; all later"
                        + " changes there are lost.")
                .formatted(number, node));
        int later = travel.framesAfter(run, frame);
        if (later > 0) {
            undoes.add("%s after frame %d %s permanently deleted."
                    .formatted(counted(later, "frame"), frame, later == 1 ? "is" : "are"));
        }
        List<String> keeps = new ArrayList<>(List.of(
                "The run keeps its outputs, attempts, decisions and state: nothing is executed.",
                "Branches, commits and files that the repository ignores are kept."));
        effects(run, attempt.get().startedAtMs()).ifPresent(keeps::add);
        return new Undo(
                "revert",
                frame,
                true,
                null,
                undoes,
                keeps,
                files.stream().limit(MAX_FILES).toList());
    }

    private static Undo noRevert(String why) {
        return new Undo("revert", null, false, why, List.of(), List.of(), List.of());
    }

    /** The one that a revert goes back to when none is named. */
    int newestAttempt(StoredRun run, String node, int iteration) {
        return travel.newestAttempt(run, node, iteration).orElse(1);
    }

    Undo rewind(StoredRun run, int frame) {
        long atMs = madeAtMs(run, frame);
        Optional<String> refusal = whyNoRewind(run, frame);
        List<String> undoes = new ArrayList<>();
        undoes.add("%s after frame %d, and the attempts and outputs after it, are permanently deleted%s."
                .formatted(counted(travel.framesAfter(run, frame), "frame"), frame, begun(run, atMs)));
        undoes.add("The files of working folders are restored to their state at that frame, where it was recorded.");
        List<String> keeps = new ArrayList<>(List.of("The event log is kept."));
        effects(run, atMs).ifPresent(keeps::add);
        return new Undo("rewind", frame, refusal.isEmpty(), refusal.orElse(null), undoes, keeps, List.of());
    }

    /** A fork, or a replay, which is one that is started. */
    Undo branch(
            StoredRun run, String verb, @Nullable Integer asked, @Nullable String node, @Nullable Integer iteration) {
        int frame = frame(run, asked, node, iteration);
        long atMs = madeAtMs(run, frame);
        List<String> keeps = new ArrayList<>(List.of(
                "This run is unchanged and keeps its frames, outputs and decisions.",
                "Files are unchanged: the new run starts with the current contents of the working folder."));
        effects(run, atMs).ifPresent(keeps::add);
        String again = begun(run, atMs);
        return new Undo(
                verb,
                frame,
                true,
                null,
                List.of("Nothing of this run. A new run starts at frame %d%s."
                        .formatted(frame, again.isEmpty() ? "" : " and runs everything after it again" + again)),
                keeps,
                List.of());
    }

    /** The frame to branch at: the one that is named, else the newest before the node began. */
    int frame(StoredRun run, @Nullable Integer asked, @Nullable String node, @Nullable Integer iteration) {
        if (asked != null) {
            return asked;
        }
        if (node == null) {
            throw ProblemType.invalid("frame", "", "a frame's number, unless `resetNode` names a node");
        }
        return travel.frameBefore(run, node, iteration);
    }

    /** @throws ProblemException 409 when the engine can't rewind to that frame, before anything is done */
    void requireRewindable(StoredRun run, int frame) {
        whyNoRewind(run, frame).ifPresent(why -> {
            throw ProblemType.REWIND_IMPOSSIBLE.because(why);
        });
    }

    private Optional<String> whyNoRewind(StoredRun run, int frame) {
        return travel.unwritableOutput(run, frame)
                .map("the output of `%s` contains a list or an object, which its rewind can't restore"::formatted)
                .or(() -> travel.madeAtMs(run, frame)
                        .filter(atMs -> travel.isBeforeRecordOfFolder(run, atMs))
                        .map(atMs ->
                                "the state of its working folder was first recorded after that frame, with the end of its"
                                        + " first task"))
                .map(why -> ("The engine can't rewind run `%s` to frame %d: %s. Nothing was done. Replay the run from"
                                + " that frame instead: a new run continues from there, and this one is kept.")
                        .formatted(run.id(), frame, why));
    }

    private long madeAtMs(StoredRun run, int frame) {
        return travel.madeAtMs(run, frame)
                .orElseThrow(() -> ProblemType.FRAME_NOT_FOUND.because(
                        "Run `%s` has no frame %d. GET /api/runs/{id}/frames lists them.".formatted(run.id(), frame)));
    }

    private String begun(StoredRun run, long atMs) {
        List<String> nodes = travel.begunAfter(run, atMs);
        return nodes.isEmpty()
                ? ""
                : nodes.stream().map("`%s`"::formatted).collect(Collectors.joining(", ", " (", ")"));
    }

    private Optional<String> effects(StoredRun run, long atMs) {
        int effects = travel.effectsAfter(run, atMs);
        return effects == 0
                ? Optional.empty()
                : Optional.of("%s of tools with external effects can't be undone from here."
                        .formatted(counted(effects, "call")));
    }

    private static String counted(int count, String what) {
        return count == 1 ? "1 " + what : "%d %ss".formatted(count, what);
    }
}
