package chad.ide.tree;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an element of the tree is. The engine's own word for it is {@link TreeNode#tag()}. */
public enum NodeKind {
    @JsonProperty("workflow")
    WORKFLOW,
    @JsonProperty("sequence")
    SEQUENCE,
    @JsonProperty("parallel")
    PARALLEL,
    @JsonProperty("merge-queue")
    MERGE_QUEUE,
    /** Shows the side that was taken, never both. */
    @JsonProperty("branch")
    BRANCH,
    @JsonProperty("loop")
    LOOP,
    @JsonProperty("worktree")
    WORKTREE,
    @JsonProperty("saga")
    SAGA,
    @JsonProperty("try")
    TRY,
    /** A workflow within the run itself; what the engine renders of it, which may be nothing, stands inside. */
    @JsonProperty("inline-subflow")
    INLINE_SUBFLOW,
    /** A container that this version knows no more of than its tag. */
    @JsonProperty("group")
    GROUP,

    @JsonProperty("task")
    TASK,
    /** A task that asks a person and has the decision as its output. A gate before an ordinary task is a setting of it. */
    @JsonProperty("approval")
    APPROVAL,
    @JsonProperty("human")
    HUMAN,
    @JsonProperty("timer")
    TIMER,
    @JsonProperty("wait")
    WAIT,
    @JsonProperty("subflow")
    SUBFLOW,
    @JsonProperty("sandbox")
    SANDBOX,
    /** Only in a DAG: stands between two wide groups, of which each task of one follows every task of the other. */
    @JsonProperty("join")
    JOIN;

    /** Whether the engine executes it as a node, with a state and attempts. */
    public boolean isExecuted() {
        return switch (this) {
            case TASK, APPROVAL, HUMAN, TIMER, WAIT, SUBFLOW, SANDBOX -> true;
            case WORKFLOW,
                    SEQUENCE,
                    PARALLEL,
                    MERGE_QUEUE,
                    BRANCH,
                    LOOP,
                    WORKTREE,
                    SAGA,
                    TRY,
                    INLINE_SUBFLOW,
                    GROUP,
                    JOIN -> false;
        };
    }
}
