package chad.cli;

import chad.cli.api.ExitCode;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(name = "rm", description = "Deletes a schedule and the record of its firings. Its runs are left alone.")
final class ScheduleRemoveCommand extends OneScheduleCommand {

    @Override
    ExitCode run() {
        api().send("DELETE", at(), null, Map.of());
        remark("deleted " + name());
        return ExitCode.DONE;
    }
}
