package chad.cli;

import chad.cli.api.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "seen",
        description = "Marks a schedule's alarms until now as seen. A pause by failures ends by resume.")
final class ScheduleSeenCommand extends OneScheduleCommand {

    @Override
    ExitCode run() {
        return does("seen");
    }
}
