package chad.cli.api;

/** How a command ends. 0 to 4 follow the engine; 5 and 6 are ours. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    CANCELLED(2),
    WAITING(3),
    INVALID_INPUT(4),
    NOT_AUTHORISED(5),
    UNREACHABLE(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
