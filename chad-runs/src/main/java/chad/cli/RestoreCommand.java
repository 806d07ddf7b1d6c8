package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Restores an earlier version of a workflow; the current text is kept as a version.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class RestoreCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "WORKFLOW", description = "The workflow's file name.")
    private String name;

    @Parameters(index = "1", paramLabel = "VERSION", description = "Its number; `versions` lists them.")
    private int version;

    @Override
    ExitCode run() {
        Answer answer = api().send(
                        "POST",
                        Query.of("workflow-file", "restore"),
                        Json.object().put("name", name).put("version", version),
                        current());
        JsonNode restored = answer.json();
        new EtagCache(server.server()).remember(name, restored.path("etag").asText());
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            out().println("✓ restored " + Format.text(restored.path("name")));
        }
        return ExitCode.DONE;
    }

    /** What is there now is replaced knowingly; a file that was deleted has no text to name. */
    private Map<String, String> current() {
        try {
            String etag =
                    api().get(Query.of("workflow-file").with("name", name)).etag();
            return etag == null ? Map.of() : Map.of("If-Match", '"' + etag + '"');
        } catch (ApiException deleted) {
            if (deleted.status() == 404) {
                return Map.of();
            }
            throw deleted;
        }
    }
}
