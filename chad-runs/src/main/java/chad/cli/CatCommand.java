package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cat",
        description = {
            "The source of a workflow, unchanged, also when piped; with --json, its ETag too.",
            "The ETag is remembered, so that a later `save` replaces this text and not a newer one."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class CatCommand extends ServerCommand {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's file name.")
    private String name;

    @Option(names = "--version-number", paramLabel = "N", description = "An earlier version; `versions` lists them.")
    private @Nullable Integer version;

    @Override
    ExitCode run() {
        String file = WorkflowName.of(name, api());
        Answer answer = api().get(
                        version == null
                                ? Query.of("workflow-file").with("name", file)
                                : Query.of("workflow-file", "version")
                                        .with("name", file)
                                        .with("version", version));
        JsonNode text = answer.json();
        if (version == null) {
            new EtagCache(server.server()).remember(file, text.path("etag").asText());
        }
        if (output.isJsonAskedFor()) {
            printJson(answer);
        } else {
            String source = text.path("source").asText();
            out().print(Screen.stdoutIsTerminal() ? SafeText.block(source) : source);
        }
        return ExitCode.DONE;
    }
}
