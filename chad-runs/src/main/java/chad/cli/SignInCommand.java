package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "sign-in",
        description = {
            "Prints a link that signs in one browser, once.",
            "Whoever opens it first is signed in with your key's role, so do not share it."
        })
final class SignInCommand extends ServerCommand {

    @Override
    ExitCode run() {
        Answer answer = api().post(Query.of("session", "link"), Json.object());
        JsonNode link = answer.json();
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            out().println(Format.text(link.path("url")));
            long left = link.path("expiresAtMs").asLong() - System.currentTimeMillis();
            remark("It works once, within " + Format.span(Math.max(0, left)) + ".");
        }
        return ExitCode.DONE;
    }
}
