package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "trigger",
        description = "Launches a schedule's run now, whatever else runs, and whether or not it is paused.")
final class ScheduleTriggerCommand extends OneScheduleCommand {

    @Override
    ExitCode run() {
        Answer answer = api().post(at("trigger"), Json.object());
        JsonNode firing = answer.json();
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            out().println(Format.text(firing.path("runId")));
            remark("What became of it: chad-runs schedule firings " + name());
        }
        return ExitCode.DONE;
    }
}
