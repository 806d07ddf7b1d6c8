package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;

/** Asks for one thing and shows it. */
abstract class ReadCommand extends ServerCommand {

    abstract Query query();

    abstract void show(JsonNode answer, Screen screen);

    Answer ask() {
        return api().get(query());
    }

    /** What the answer says about how it went. */
    ExitCode exitCode(JsonNode answer) {
        return ExitCode.DONE;
    }

    @Override
    ExitCode run() {
        Answer answer = ask();
        JsonNode json = answer.json();
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            show(json, screen());
        }
        return exitCode(json);
    }
}
