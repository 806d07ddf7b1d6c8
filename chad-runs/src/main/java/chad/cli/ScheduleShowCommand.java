package chad.cli;

import chad.cli.api.ExitCode;
import picocli.CommandLine.Command;

@Command(name = "show", description = "A schedule: what it launches, its next times, its last firings, its alarms.")
final class ScheduleShowCommand extends OneScheduleCommand {

    @Override
    ExitCode run() {
        return shown(api().get(at()));
    }
}
