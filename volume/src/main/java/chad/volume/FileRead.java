package chad.volume;

/** What reading a file came to. */
public sealed interface FileRead<T> {

    record Good<T>(T content) implements FileRead<T> {}

    /** There is no such file. */
    record Missing<T>() implements FileRead<T> {}

    /**
     * There is a file, but not what it should hold.
     *
     * @param reason in plain words
     */
    record Broken<T>(String reason) implements FileRead<T> {}
}
