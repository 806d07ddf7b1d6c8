package chad.cli;

import chad.cli.api.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** To follow a run after something was done to it. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class WaitOptions {

    @Option(names = "--wait", description = "Follow the run to its end, and exit with its code.")
    private boolean wait;

    @Mixin
    private WatchOptions how;

    boolean isWanted() {
        return wait;
    }

    ExitCode watch(ServerCommand command, String runId, @Nullable String store) {
        return Watch.follow(command, runId, store, how);
    }
}
