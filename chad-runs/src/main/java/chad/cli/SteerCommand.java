package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.State;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Does something to a run, shows what became of it, and may go on watching it. */
@Command
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class SteerCommand extends ServerCommand {

    @Mixin
    RunChoice run;

    /** The last part of the address. */
    abstract String verb();

    /** Null for no body. */
    abstract @Nullable ObjectNode body();

    /** Set when the command can wait, and was told to. */
    @Nullable WaitOptions waiting() {
        return null;
    }

    @Override
    ExitCode run() {
        ObjectNode body = body();
        Answer answer = api().send("POST", run.at(verb()), body, Map.of());
        JsonNode steered = answer.json();
        WaitOptions waiting = waiting();
        if (waiting != null && waiting.isWanted()) {
            say(steered, errorScreen());
            err().flush();
            return waiting.watch(this, steered.path("runId").asText(run.id()), run.store());
        }
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            say(steered, screen());
        }
        return ExitCode.DONE;
    }

    Screen errorScreen() {
        return Screen.of(err(), Screen.stderrIsTerminal(), System.getenv());
    }

    private void say(JsonNode steered, Screen screen) {
        String state = Format.text(steered.path("run").path("state"));
        screen.line("%s  %s%s"
                .formatted(
                        Format.text(steered.path("runId")),
                        screen.paint(State.colour(state), State.sign(state) + " " + state),
                        steered.path("continued").asBoolean() ? screen.paint(Colour.DIM, "  and goes on") : ""));
        if (steered.path("note").isTextual()) {
            screen.line(Format.text(steered.path("note")));
        }
    }
}
