package chad.ide.history;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How much a reader of a log wants to see. Each level shows what the ones before it show. */
@Schema(
        type = SchemaType.STRING,
        enumeration = {"notable", "activity", "everything"})
public enum Level {
    /** What a person wants to know the morning after. */
    NOTABLE,
    /** What the run did, step by step. */
    ACTIVITY,
    /** The engine's bookkeeping too. */
    EVERYTHING;

    private static final Set<String> NOTABLE_TYPES = Set.of(
            "RunStarted",
            "RunFinished",
            "RunFailed",
            "RunCancelled",
            "RunContinuedAsNew",
            "RunForked",
            "RunAutoResumed",
            "RunAutoResumeSkipped",
            "RunHijacked",
            "NodeFailed",
            "NodeRetrying",
            "NodeCancelled",
            "NodeWaitingApproval",
            "TaskHeartbeatTimeout",
            "ApprovalRequested",
            "ApprovalGranted",
            "ApprovalDenied",
            "ApprovalAutoApproved",
            "TimeTravelJumped",
            "TimeTravelFinished",
            "RevertFinished",
            "RetryTaskStarted",
            "SideEffectBoundaryCrossed",
            "WorkflowReloadFailed",
            "WorkflowReloadUnsafe");

    private static final Set<String> BOOKKEEPING_TYPES = Set.of(
            "FrameCommitted",
            "SnapshotCaptured",
            "NodePending",
            "RunStateChanged",
            "TaskHeartbeat",
            "AgentTraceEvent",
            "AgentTraceSummary",
            "AgentSessionEvent",
            "SupervisorPollCompleted",
            "MemoryRecalled",
            "ScorerStarted");

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Types of engines that are newer than this service count as activity: better seen than missed. */
    static Level of(String type) {
        if (NOTABLE_TYPES.contains(type)) {
            return NOTABLE;
        }
        return BOOKKEEPING_TYPES.contains(type) ? EVERYTHING : ACTIVITY;
    }

    boolean shows(Level other) {
        return other.compareTo(this) <= 0;
    }
}
