package chad.refresh;

/** An answer that is an error; the message is its detail: what happened and what to do. */
final class ProblemException extends RuntimeException {

    private final ProblemType type;

    ProblemException(ProblemType type, String detail) {
        super(detail);
        this.type = type;
    }

    ProblemType type() {
        return type;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
