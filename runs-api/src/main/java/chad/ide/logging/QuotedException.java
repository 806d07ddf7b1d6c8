package chad.ide.logging;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stands in the log for an exception whose message, or that of a cause, is not shown as it is. The places are the same. */
final class QuotedException extends Exception {

    /** Of causes; an exception may be its own. */
    private static final int MAX_DEPTH = 20;

    private static final long serialVersionUID = 1L;

    private final String said;

    private QuotedException(String said, Throwable thrown, @Nullable Throwable cause) {
        super(said, cause);
        this.said = said;
        setStackTrace(thrown.getStackTrace());
    }

    /** The exception itself when all that it says may be shown. */
    static Throwable of(Throwable thrown, UnaryOperator<String> shown) {
        return of(thrown, shown, 0);
    }

    private static Throwable of(Throwable thrown, UnaryOperator<String> shown, int depth) {
        Throwable cause = thrown.getCause();
        Throwable shownCause = cause == null || depth >= MAX_DEPTH ? null : of(cause, shown, depth + 1);
        String said = String.valueOf(thrown);
        String shownSaid = shown.apply(said);
        boolean isSame = shownSaid.equals(said) && shownCause == cause && thrown.getSuppressed().length == 0;
        if (isSame) {
            return thrown;
        }
        QuotedException quoted = new QuotedException(shownSaid, thrown, shownCause);
        if (depth < MAX_DEPTH) {
            for (Throwable suppressed : thrown.getSuppressed()) {
                quoted.addSuppressed(of(suppressed, shown, depth + 1));
            }
        }
        return quoted;
    }

    /** With the class of what was thrown, which a message alone would lose. */
    @SuppressWarnings("OverrideThrowableToString")
    @Override
    public String toString() {
        return said;
    }
}
