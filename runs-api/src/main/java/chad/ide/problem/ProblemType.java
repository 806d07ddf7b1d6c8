package chad.ide.problem;

import java.util.List;
import java.util.Locale;

/** Every kind of problem that the service answers with. The names are stable: clients decide by {@link #uri()}. */
public enum ProblemType {
    BAD_REQUEST(400, "The request can't be understood"),
    INVALID_VALUE(400, "A value is not allowed"),
    UNAUTHENTICATED(401, "Authentication required"),
    FORBIDDEN(403, "Not allowed for this role"),
    NOT_YOUR_DECISION(403, "Somebody else decides"),
    FOREIGN_ORIGIN(403, "Request from another site"),
    NOT_FOUND(404, "No such thing"),
    RUN_NOT_FOUND(404, "No such run"),
    RUN_ARCHIVED(404, "The run was archived"),
    NODE_NOT_FOUND(404, "No such node"),
    FRAME_NOT_FOUND(404, "No such frame"),
    STORE_NOT_FOUND(404, "No such store"),
    WORKFLOW_NOT_FOUND(404, "No such workflow"),
    DIFF_NOT_AVAILABLE(404, "No diff of this node"),
    VERSION_NOT_FOUND(404, "No such version"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    REQUEST_TIMEOUT(408, "The request did not arrive in time"),
    RUN_AMBIGUOUS(409, "Several stores hold a run of this id"),
    RUN_EXISTS(409, "The run id is taken"),
    RUN_BUSY(409, "Another action on the run is in progress"),
    RUN_STILL_RUNNING(409, "The run is being executed"),
    RUN_OWNER_ALIVE(409, "The run's engine process is alive"),
    RUN_ENDED(409, "The run has ended"),
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
    PROJECT_UNUSABLE(409, "The project can't be worked in"),
    REWIND_IMPOSSIBLE(409, "The engine can't rewind this run"),
    REVERT_IMPOSSIBLE(409, "There is no recorded state to go back to"),
    PRECONDITION_FAILED(412, "It has changed since you read it"),
    TOO_LARGE(413, "Too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    INVALID_INPUT(422, "The workflow refuses the input"),
    INVALID_ANSWER(422, "Invalid answer"),
    REFUSED_SETTINGS(422, "Settings that a client can't set"),
    WORKFLOW_BROKEN(422, "The workflow can't be loaded"),
    ENGINE_REFUSED(409, "The engine refused"),
    PRECONDITION_REQUIRED(428, "Precondition required"),
    TOO_BUSY(429, "Too many at once"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL(500, "Internal error"),
    ENGINE_UNAVAILABLE(503, "The engine can't be started"),
    MEMORY_TAKEN(503, "Too many large answers at once"),
    STORE_UNAVAILABLE(503, "The store can't be read now"),
    LEDGER_UNAVAILABLE(503, "The service's database can't be used now"),
    CATALOG_UNAVAILABLE(503, "The model catalog can't be read"),
    ROSTER_UNAVAILABLE(503, "The roster is unavailable"),
    ENGINE_TIMEOUT(504, "The engine did not answer in time"),
    NO_ROOM(507, "Not enough disk space");

    private static final String PREFIX = "urn:runs-ide:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The stable identifier, for example {@code urn:runs-ide:problem:run-not-found}. */
    public String uri() {
        return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A problem of this type, to be thrown. The detail says what happened, to what, and what to do. */
    public ProblemException because(String detail) {
        return new ProblemException(this, detail, List.of(), null);
    }

    public ProblemException because(String detail, Throwable cause) {
        return new ProblemException(this, detail, List.of(), cause);
    }

    public ProblemException because(String detail, List<FieldError> errors) {
        return new ProblemException(this, detail, errors, null);
    }

    /** {@link #INVALID_VALUE} for one field. */
    public static ProblemException invalid(String field, String value, String allowed) {
        FieldError error = new FieldError(field, value, allowed);
        return INVALID_VALUE.because("`%s` can't be `%s`: %s".formatted(field, error.value(), allowed), List.of(error));
    }
}
