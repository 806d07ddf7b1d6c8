package chad.refresh.names;

/** A class or family table that can't be used; the message says what is wrong and where, for its author. */
public final class BadTableException extends Exception {

    public BadTableException(String message) {
        super(message);
    }
}
