package chad.ide.projects;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A working folder that the engine made beside a project's own, for the tasks of one part of a run.
 *
 * @param path below the project's folder; absolute when it lies elsewhere
 * @param branch that is checked out there; null in a workspace of jj, or when none is
 * @param runId the run that worked there last
 * @param store in which that run lies; of several the one in which it has not ended; null when no store has it
 * @param runState where that run stands there; null when no store has it
 * @param exists false when only its registration is left
 * @param unsaved whether it holds changes that stand in no commit of a branch; false where nobody looked, as in a folder
 *     that is not this worktree
 * @param kept why a prune leaves it there; null when it takes it away
 */
@Schema(name = "Worktree")
public record Worktree(
        @Schema(examples = ".worktrees/fix-login") String path,
        @Schema(examples = "agents/fix-login") @Nullable String branch,
        @Schema(examples = "fix-20261121-104501-7f3a") String runId,
        @Nullable String workflow,
        @Schema(examples = "fix") @Nullable String store,
        @Schema(examples = "finished") @Nullable String runState,
        boolean exists,
        boolean unsaved,
        @Nullable Long usedAtMs,

        @Schema(examples = "it has uncommitted changes") @Nullable String kept) {}
