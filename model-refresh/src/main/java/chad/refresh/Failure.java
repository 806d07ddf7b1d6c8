package chad.refresh;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a refresh came to nothing.
 *
 * @param detail what happened and what to do, in plain words; never holds a key or a body
 * @param retryAfter how long the provider asks to be left alone
 */
record Failure(FailureKind kind, String detail, Optional<Duration> retryAfter) {

    static Failure of(FailureKind kind, String detail) {
        return new Failure(kind, detail, Optional.empty());
    }

    /** Whether the same request may well succeed a moment later. */
    boolean mayPass() {
        return switch (kind) {
            case RATE_LIMITED, SERVER_ERROR, TIMEOUT, UNREACHABLE, BAD_BODY, EMPTY -> true;
            case UNAUTHORIZED, UNEXPECTED_STATUS, SHRUNKEN, WRITE_FAILED, INTERRUPTED -> false;
        };
    }
}
