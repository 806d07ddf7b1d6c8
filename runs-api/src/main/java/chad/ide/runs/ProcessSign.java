package chad.ide.runs;

import org.jspecify.annotations.Nullable;

/** What is known of the process that executes a run. */
sealed interface ProcessSign {

    /** It is not ours, or we never heard of it. */
    record Unknown() implements ProcessSign {}

    /** It is there. */
    record Alive(long pid, boolean ours) implements ProcessSign {}

    /**
     * It is not there any more.
     *
     * @param sinceMs when it ended, or when that was noticed
     * @param exitCode null when somebody else waited for it
     */
    record Gone(long pid, long sinceMs, @Nullable Integer exitCode) implements ProcessSign {}
}
