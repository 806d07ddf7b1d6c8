package chad.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When to stop watching. */
final class WatchOptions {

    @Option(
            names = "--timeout",
            paramLabel = "AGE",
            description = "Stop watching after 90s, 45m, 12h, …, with exit code 1; the run continues.")
    private @Nullable Age timeout;

    @Option(
            names = "--keep-waiting",
            description = "Do not stop at a gate, a pause or a stall: wait until someone has handled it.")
    private boolean keepsWaiting;

    @Nullable Duration timeout() {
        return timeout == null ? null : timeout.length();
    }

    boolean keepsWaiting() {
        return keepsWaiting;
    }
}
