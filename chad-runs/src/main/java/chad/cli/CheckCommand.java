package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "check", description = "Has the engine load a source text as that workflow, without saving it.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class CheckCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "WORKFLOW", description = "The workflow's file name.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            defaultValue = "-",
            paramLabel = "FILE",
            description = "The source; stdin by default, or with -.")
    private String file;

    @Override
    ExitCode run() {
        Answer answer = api().post(
                        Query.of("workflow-file", "check"),
                        Json.object().put("name", name).put("source", TextArgument.read(file)));
        JsonNode checked = answer.json();
        boolean isGood = checked.path("valid").asBoolean();
        if (output.wantsJson()) {
            printJson(answer);
        } else if (isGood) {
            out().println("✓ the engine can load it");
        }
        for (JsonNode finding : checked.path("diagnostics")) {
            remark("line %s: %s".formatted(finding.path("line").asText("?"), Format.text(finding.path("message"))));
        }
        return isGood ? ExitCode.DONE : ExitCode.FAILED;
    }
}
