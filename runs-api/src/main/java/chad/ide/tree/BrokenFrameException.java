package chad.ide.tree;

import org.jspecify.annotations.Nullable;

/** A stored frame that is not of the form that the engine writes: damaged, or of a newer format. */
public final class BrokenFrameException extends RuntimeException {

    public BrokenFrameException(String message) {
        super(message);
    }

    BrokenFrameException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
