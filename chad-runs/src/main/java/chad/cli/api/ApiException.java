package chad.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that did not succeed: what happened, and the next command to try. */
public final class ApiException extends RuntimeException {

    private final ExitCode exitCode;
    private final int status;
    private final String type;
    private final List<String> details;
    private final @Nullable String next;

    /**
     * @param status of the answer; 0 when there was none
     * @param type of the problem without its prefix, such as {@code run-not-found}; empty when there was none
     * @param details a line for each field that was wrong
     * @param next the command to try; null when the message says it all
     */
    public ApiException(
            ExitCode exitCode, int status, String type, String message, List<String> details, @Nullable String next) {
        super(message);
        this.exitCode = exitCode;
        this.status = status;
        this.type = type;
        this.details = List.copyOf(details);
        this.next = next;
    }

    /** A mistake that is known before anything was sent. */
    public static ApiException invalid(String message, String next) {
        return new ApiException(ExitCode.INVALID_INPUT, 0, "", message, List.of(), next);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public List<String> details() {
        return details;
    }

    public @Nullable String next() {
        return next;
    }
}
