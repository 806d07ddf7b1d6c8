package chad.refresh;

import static java.util.Locale.ROOT;

/** The kinds of errors that this service answers; the URN is stable. */
enum ProblemType {
    BAD_REQUEST(400, "The request can't be understood"),
    UNAUTHENTICATED(401, "Authentication required"),
    FORBIDDEN(403, "Not allowed for this role"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    TOO_LARGE(413, "Too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    REFRESH_RUNNING(409, "A refresh is running"),
    TOO_MANY_REQUESTS(429, "Too many wrong keys"),
    REFRESH_FAILED(502, "The catalog could not be refreshed"),
    NO_CATALOG(503, "There is no catalog yet"),
    INTERNAL(500, "Internal error");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String urn() {
        return "urn:runs-ide:problem:" + name().toLowerCase(ROOT).replace('_', '-');
    }

    /** The kind for a status that the framework chose; a bad request or our own fault where there is no closer one. */
    static ProblemType ofStatus(int status) {
        for (ProblemType type : values()) {
            if (type.status == status && type != REFRESH_RUNNING) {
                return type;
            }
        }
        return status < 500 ? BAD_REQUEST : INTERNAL;
    }

    ProblemException because(String detail) {
        return new ProblemException(this, detail);
    }
}
