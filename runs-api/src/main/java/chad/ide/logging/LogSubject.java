package chad.ide.logging;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The run that a thread is busy with, as a field of every line that it logs until this is closed. While a request is
 * answered the field belongs to the request, whichever threads work on it; else it belongs to the thread, and is kept
 * short, as a thread that is started meanwhile would inherit it.
 */
public final class LogSubject implements AutoCloseable {

    /** The run that it is about. */
    public static final String RUN_ID = "runId";

    private final @Nullable Object before;

    private LogSubject(@Nullable Object before) {
        this.before = before;
    }

    public static LogSubject run(String runId) {
        LogSubject subject = new LogSubject(MDC.get(RUN_ID));
        MDC.put(RUN_ID, runId);
        return subject;
    }

    /** The run that this thread is busy with; null when there is none, or nobody has said. */
    public static @Nullable String currentRun() {
        return MDC.get(RUN_ID) instanceof String runId ? runId : null;
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.remove(RUN_ID);
        } else {
            MDC.put(RUN_ID, before);
        }
    }
}
