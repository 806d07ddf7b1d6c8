package chad.cli;

import chad.cli.api.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

@Command(
        name = "schedule",
        description = "Makes, changes, pauses, triggers and deletes schedules, which launch runs by the clock.",
        subcommands = {
            ScheduleShowCommand.class,
            ScheduleAddCommand.class,
            ScheduleSetCommand.class,
            SchedulePauseCommand.class,
            ScheduleResumeCommand.class,
            ScheduleTriggerCommand.class,
            ScheduleBackfillCommand.class,
            ScheduleFiringsCommand.class,
            ScheduleSeenCommand.class,
            ScheduleRemoveCommand.class,
            ScheduleApplyCommand.class,
            ScheduleExportCommand.class
        })
final class ScheduleCommand extends ServerCommand {

    @Override
    ExitCode run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
