package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Parameters;

/** Does something about one schedule. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class OneScheduleCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "SCHEDULE", description = "The schedule's name; `schedules` lists them.")
    private String name;

    String name() {
        return name;
    }

    /** The schedule, or what is below it. */
    Query at(String... below) {
        return Query.under("schedules", name, below);
    }

    /** Asks for a verb that takes no more than its name. */
    ExitCode does(String verb) {
        return shown(api().post(at(verb), Json.object()));
    }

    /** Only says when it would be due. */
    ExitCode previewed(JsonNode definition) {
        Answer answer = api().get(ScheduleView.preview(definition));
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            ScheduleView.showPreview(answer.json(), screen());
        }
        return ExitCode.DONE;
    }

    /** @param answer a schedule */
    ExitCode shown(Answer answer) {
        JsonNode schedule = answer.json();
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            ScheduleView.show(schedule, screen());
        }
        return ExitCode.DONE;
    }
}
