package chad.ide.runs;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A run in a list. Times are epoch milliseconds.
 *
 * @param workflow the file name of the workflow, or the engine's name for it when the path was not kept
 * @param status the engine's word
 * @param state ours, see {@link RunState}
 * @param title the prompt that it was given, or the first text of its input, on one line and bounded; null when there is none
 * @param stall why nobody executes it; null when it is not stalled
 * @param silence that its engine process lives and gave no heartbeat for 30 s; null when it does, or none lives
 * @param stuck that it is being executed and gets nowhere; null when that can't be said
 * @param unusual what it takes far more of than runs of its workflow usually do; empty as well while that is not known
 * @param cause why it failed, or the first of what it lost; of one that a budget keeps paused, which; null when nothing did
 * @param caveats what it lost on the way, of a run that has finished
 * @param seen whether somebody has seen how it ended
 * @param waits what it waits for, gates first; in a list the first few
 * @param durationMs from its start to its end; null while it goes on
 * @param cost by the prices that held when the models were asked; null when none was, and while nobody can tell
 * @param models that were asked so far, the one with the most tokens first; at most {@value #MAX_MODELS}
 * @param score what the scorers of its tasks found; null when nothing was scored
 * @param pauseRequestedAtMs when it was asked to pause; null when it was not, and once it has paused
 * @param parentId of a fork, a child run, or a run that continues another
 * @param parentKind which of these it is; null without a parent
 * @param copyOf the store that the run really lives in, when this one is a copy: then nothing is done because of it
 */
public record RunSummary(
        @Schema(examples = "fusion-20261121-104501-7f3a") String id,

        @Schema(examples = "fusion.jsx") String workflow,

        @Schema(examples = "fusion") String workflowName,

        @Nullable String workflowPath,

        @Schema(examples = "Which of our retries hide real failures?") @Nullable String title,

        @Schema(examples = "fusion") String store,

        @Schema(examples = "finished") String status,

        RunState state,
        @Nullable StallVerdict stall,
        @Nullable Silence silence,
        @Nullable Stuck stuck,
        List<Unusual> unusual,
        @Nullable Cause cause,
        List<Caveat> caveats,
        boolean seen,
        List<Wait> waits,

        @Schema(examples = "1795252285000") long createdAtMs,

        @Nullable Long startedAtMs,
        @Nullable Long finishedAtMs,

        @Schema(examples = "9120") @Nullable Long durationMs,

        Progress progress,
        Tokens tokens,
        @Nullable Cost cost,
        @Schema(examples = "[\"nvidia/nemotron-3-ultra\"]") List<String> models,
        @Nullable RunScore score,
        @Nullable Long pauseRequestedAtMs,
        @Nullable String parentId,
        @Nullable ParentKind parentKind,

        @Schema(examples = "timer-demo") @Nullable String copyOf) {

    static final int MAX_MODELS = 12;

    public RunSummary {
        unusual = List.copyOf(unusual);
        caveats = List.copyOf(caveats);
        waits = List.copyOf(waits);
        models = List.copyOf(models);
    }

    public RunSummary with(List<Wait> all) {
        return new RunSummary(
                id,
                workflow,
                workflowName,
                workflowPath,
                title,
                store,
                status,
                state,
                stall,
                silence,
                stuck,
                unusual,
                cause,
                caveats,
                seen,
                all,
                createdAtMs,
                startedAtMs,
                finishedAtMs,
                durationMs,
                progress,
                tokens,
                cost,
                models,
                score,
                pauseRequestedAtMs,
                parentId,
                parentKind,
                copyOf);
    }

    /** Whether it is a subflow, whose verdict is its parent's: the parent is what a person is told of. */
    public boolean belongsToParent() {
        return ParentKind.isSubflow(id, parentId);
    }
}
