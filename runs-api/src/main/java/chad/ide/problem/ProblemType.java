package chad.ide.problem;

import chad.edge.CommonProblem;
import chad.edge.ProblemException;
import chad.edge.ProblemKind;
import java.time.Duration;
import java.util.Optional;

/** Every kind of problem that the service answers with. The names are stable: clients decide by {@link #uri()}. */
public enum ProblemType implements ProblemKind {
    BAD_REQUEST(CommonProblem.BAD_REQUEST),
    INVALID_VALUE(CommonProblem.INVALID_VALUE),
    UNAUTHENTICATED(CommonProblem.UNAUTHENTICATED),
    FORBIDDEN(CommonProblem.FORBIDDEN),
    NOT_YOUR_DECISION(403, "The decision is restricted to others"),
    FOREIGN_ORIGIN(403, "Request from another site"),
    NOT_FOUND(CommonProblem.NOT_FOUND),
    RUN_NOT_FOUND(404, "No such run"),
    RUN_ARCHIVED(404, "The run was archived"),
    NODE_NOT_FOUND(404, "No such node"),
    FRAME_NOT_FOUND(404, "No such frame"),
    STORE_NOT_FOUND(404, "No such store"),
    WORKFLOW_NOT_FOUND(404, "No such workflow"),
    SCHEDULE_NOT_FOUND(404, "No such schedule"),
    DIFF_NOT_AVAILABLE(404, "No diff of this node"),
    VERSION_NOT_FOUND(404, "No such version"),
    METHOD_NOT_ALLOWED(CommonProblem.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(CommonProblem.NOT_ACCEPTABLE),
    REQUEST_TIMEOUT(408, "The request did not arrive in time"),
    RUN_AMBIGUOUS(409, "Several stores hold a run with this id"),
    RUN_EXISTS(409, "The run id is taken"),
    SCHEDULE_EXISTS(409, "The schedule's name is taken"),
    RUN_BUSY(409, "Another action on the run is in progress"),
    RUN_STILL_RUNNING(409, "The run is being executed"),
    BUDGET_SPENT(409, "A budget is spent"),
    RUN_OWNER_ALIVE(409, "The run's engine process is alive"),
    RUN_ENDED(409, "The run has ended"),
    RUN_NOT_ENDED(409, "The run has not ended"),
    WORKFLOW_CHANGED(409, "The workflow was edited"),
    REQUIREMENT_MISSING(409, "A requirement of the workflow is missing"),
    WORKFLOW_GONE(409, "The workflow's file is gone"),
    ALREADY_DECIDED(409, "Already decided"),
    GATE_CHANGED(409, "The gate asks something else now"),
    NO_GATE(409, "No gate is waiting"),
    BACKUP_RUNNING(409, "A backup is being made"),
    STORE_IN_USE(409, "The store is in use"),
    CHILD_RUN(409, "The run is part of another one"),
    STORE_MISMATCH(409, "The workflow writes to another store"),
    STORE_TOO_OLD(409, "The store was made by an older engine"),
    PROJECT_UNUSABLE(409, "The project can't be used"),
    REWIND_IMPOSSIBLE(409, "The engine can't rewind this run"),
    REVERT_IMPOSSIBLE(409, "There is no recorded state to restore"),
    PRECONDITION_FAILED(412, "It has changed since you read it"),
    TOO_LARGE(CommonProblem.TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE(CommonProblem.UNSUPPORTED_MEDIA_TYPE),
    INVALID_INPUT(422, "The workflow refuses the input"),
    INVALID_ANSWER(422, "Invalid answer"),
    REFUSED_SETTINGS(422, "A client can't set these settings"),
    WORKFLOW_BROKEN(422, "The workflow can't be loaded"),
    ENGINE_REFUSED(409, "The engine refused"),
    PRECONDITION_REQUIRED(428, "Precondition required"),
    TOO_BUSY(429, "Too many at once"),
    TOO_MANY_REQUESTS(CommonProblem.TOO_MANY_REQUESTS),
    INTERNAL(CommonProblem.INTERNAL),
    ENGINE_UNAVAILABLE(503, "The engine can't be started"),
    MEMORY_TAKEN(503, "Too many large answers at once"),
    STORE_UNAVAILABLE(503, "The store can't be read at the moment"),
    LEDGER_UNAVAILABLE(503, "The service's database can't be used at the moment"),
    CATALOG_UNAVAILABLE(503, "The model catalog can't be read"),
    ROSTER_UNAVAILABLE(503, "The roster is unavailable"),
    ENGINE_TIMEOUT(504, "The engine did not answer in time"),
    NO_ROOM(507, "Not enough disk space");

    /** Large answers take a second or two each. */
    private static final Duration MEMORY_RETRY = Duration.ofSeconds(5);

    /** A lock that somebody holds for a moment is the usual cause. */
    private static final Duration FILE_RETRY = Duration.ofSeconds(2);

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** One that other services meet as well. */
    ProblemType(CommonProblem common) {
        this(common.status(), common.title());
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return switch (this) {
            case MEMORY_TAKEN -> Optional.of(MEMORY_RETRY);
            case STORE_UNAVAILABLE, LEDGER_UNAVAILABLE -> Optional.of(FILE_RETRY);
            default -> Optional.empty();
        };
    }

    /** {@link #INVALID_VALUE} for one field. */
    public static ProblemException invalid(String field, String value, String allowed) {
        return CommonProblem.invalid(field, value, allowed);
    }
}
