package chad.cli;

import chad.cli.api.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "watch",
        description = {
            "Follows a run live and exits with its code. It stops once the run has ended or needs a person.",
            "Progress goes to stderr; the final state of the run goes to stdout."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class WatchCommand extends ServerCommand {

    @Mixin
    private RunChoice run;

    @Mixin
    private WatchOptions how;

    @Override
    ExitCode run() {
        return Watch.follow(this, run.id(), run.store(), how);
    }
}
