package chad.cli;

/** A request that did not succeed. Its message says what to do next. */
final class ApiException extends RuntimeException {

    private final ExitCode exitCode;

    ApiException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
