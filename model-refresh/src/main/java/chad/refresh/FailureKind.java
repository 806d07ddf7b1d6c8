package chad.refresh;

import static java.util.Locale.ROOT;

/** Why a refresh came to nothing; the word is a metric's tag. */
enum FailureKind {
    /** 401 or 403. */
    UNAUTHORIZED,
    /** 429. */
    RATE_LIMITED,
    /** 5xx. */
    SERVER_ERROR,
    /** Any other status that is not 200. */
    UNEXPECTED_STATUS,
    /** No connection, or no whole answer, in time. */
    TIMEOUT,
    /** No connection, or it broke before an answer. */
    UNREACHABLE,
    /** Cut off, too large, no JSON, or JSON without a list of models. */
    BAD_BODY,
    /** A list without a usable id. */
    EMPTY,
    /** More than half of the known models are gone from the list. */
    SHRUNKEN,
    /** The file can't be written. */
    WRITE_FAILED,
    /** The service is stopping. */
    INTERRUPTED;

    String word() {
        return name().toLowerCase(ROOT).replace('_', '-');
    }
}
