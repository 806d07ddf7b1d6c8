package chad.refresh;

/** A class or family table that can't be used; the message says what is wrong and where, for its author. */
final class BadTableException extends Exception {

    BadTableException(String message) {
        super(message);
    }
}
