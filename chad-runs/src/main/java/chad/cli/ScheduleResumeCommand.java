package chad.cli;

import chad.cli.api.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "resume",
        description = "Resumes a paused schedule. What was due meanwhile is not made up for; backfill does that.")
final class ScheduleResumeCommand extends OneScheduleCommand {

    @Override
    ExitCode run() {
        return does("resume");
    }
}
