package chad.refresh;

import chad.edge.ProblemKind;

/** The kinds of problems that this service alone answers with. */
enum ProblemType implements ProblemKind {
    REFRESH_RUNNING(409, "A refresh is running"),
    REFRESH_FAILED(502, "The catalog could not be refreshed"),
    NO_CATALOG(503, "There is no catalog yet");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
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
}
