package chad.ide.backup;

import org.jspecify.annotations.Nullable;

/** A backup or a restore that was not done, or not to the end, and why, in words for the operator. */
final class BackupException extends Exception {

    /** What kind of refusal it is. */
    enum Kind {
        /** Somebody else is at it. */
        BUSY,
        /** The disk is too full. */
        NO_ROOM,
        /** What was given is none, or is damaged. */
        INVALID,
        /** It went wrong on the way. */
        FAILED
    }

    private final Kind kind;

    BackupException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    BackupException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Kind.FAILED;
    }

    Kind kind() {
        return kind;
    }

    /** The same as {@link #getMessage}, which is never null here. */
    String reason() {
        String message = getMessage();
        return message == null ? toString() : message;
    }
}
