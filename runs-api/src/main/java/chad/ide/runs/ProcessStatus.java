package chad.ide.runs;

import org.jspecify.annotations.Nullable;

/** What is known of the process that executes a run. */
public sealed interface ProcessStatus {

    /**
     * It is not ours, or we never heard of it.
     *
     * @param stranger who lives under the owner's number instead, in words; null when nobody does
     */
    record Unknown(@Nullable String stranger) implements ProcessStatus {

        Unknown() {
            this(null);
        }
    }

    /**
     * It is there.
     *
     * @param sinceMs when we started it; 0 for one that we did not start
     */
    record Alive(long pid, boolean ours, long sinceMs) implements ProcessStatus {}

    /**
     * It no longer exists.
     *
     * @param sinceMs when it ended, or when that was noticed
     * @param exitCode null when somebody else waited for it
     */
    record Gone(long pid, long sinceMs, @Nullable Integer exitCode) implements ProcessStatus {}
}
