package chad.cli;

/** How a command ends. 0 to 4 follow the engine; the rest is ours. */
enum ExitCode {
    DONE(0),
    FAILED(1),
    INVALID_INPUT(4),
    NOT_AUTHORISED(5),
    UNREACHABLE(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
