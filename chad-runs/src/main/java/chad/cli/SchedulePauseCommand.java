package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pause",
        description = "Pauses a schedule: nothing is launched until it is resumed. Runs that were launched go on.")
final class SchedulePauseCommand extends OneScheduleCommand {

    @Option(names = "--note", paramLabel = "TEXT", description = "Why; kept with the schedule.")
    private @Nullable String note;

    @Override
    ExitCode run() {
        ObjectNode body = Json.object();
        if (note != null) {
            body.put("note", note);
        }
        return shown(api().post(at("pause"), body));
    }
}
