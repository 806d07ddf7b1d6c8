package chad.edge;

import java.util.List;

/** The kinds of problems that any service meets. */
public enum CommonProblem implements ProblemKind {
    BAD_REQUEST(400, "The request can't be understood"),
    INVALID_VALUE(400, "A value is not valid"),
    UNAUTHENTICATED(401, "Authentication required"),
    FORBIDDEN(403, "Not allowed for this role"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    TOO_LARGE(413, "Too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL(500, "Internal error");

    private final int status;
    private final String title;

    CommonProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    /** {@link #INVALID_VALUE} for one field. */
    public static ProblemException invalid(String field, String value, String allowed) {
        FieldError error = new FieldError(field, value, allowed);
        return INVALID_VALUE.because("`%s` can't be `%s`: %s".formatted(field, error.value(), allowed), List.of(error));
    }
}
