package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ApiClient;
import chad.cli.api.ExitCode;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command that asks the service has: where that is, in which form to answer, and how the command ends. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:finished, or done as asked",
            "1:failed, stalled, or refused by the state of the run",
            "2:cancelled",
            "3:waiting for an approval or another event",
            "4:invalid input, or not found",
            "5:not authorised",
            "6:the server can't be reached"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class ServerCommand implements Callable<Integer> {

    @Mixin
    ServerOptions server;

    @Mixin
    OutputOptions output;

    @Spec
    CommandSpec spec;

    private @Nullable ApiClient client;

    /** Does it. Refusals rise as {@link chad.cli.api.ApiException}. */
    abstract ExitCode run();

    @Override
    public final Integer call() {
        ExitCode code = run();
        out().flush();
        err().flush();
        return code.code();
    }

    ApiClient api() {
        if (client == null) {
            client = server.open();
        }
        return client;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    Screen screen() {
        return Screen.of(out(), Screen.stdoutIsTerminal(), System.getenv());
    }

    /** A remark for a person, which a program that reads the results must not meet. */
    void remark(String text) {
        err().println(text);
    }

    /** The answer as it came; for eyes in lines, and harmless. */
    void printJson(Answer answer) {
        out().println(
                        Screen.stdoutIsTerminal()
                                ? SafeText.json(answer.json().toPrettyString())
                                : new String(answer.body(), StandardCharsets.UTF_8));
    }

    void printJson(JsonNode json) {
        out().println(Screen.stdoutIsTerminal() ? SafeText.json(json.toPrettyString()) : json.toString());
    }
}
