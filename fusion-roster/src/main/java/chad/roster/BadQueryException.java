package chad.roster;

/** A query that can't be understood; the message says what is allowed. */
final class BadQueryException extends RuntimeException {

    private final String field;
    private final String value;
    private final String allowed;

    BadQueryException(String field, String value, String allowed) {
        super("%s=%s is not %s.".formatted(field, value, allowed));
        this.field = field;
        this.value = value;
        this.allowed = allowed;
    }

    String field() {
        return field;
    }

    String value() {
        return value;
    }

    String allowed() {
        return allowed;
    }
}
