package chad.cli;

import chad.cli.api.ApiException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With what a run is launched, now or by a schedule. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class LaunchOptions {

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Short for --input '{\"prompt\": TEXT}'.")
    private @Nullable String prompt;

    @Option(names = "--input", paramLabel = "JSON", description = "The workflow's input; @FILE, or - for stdin.")
    private @Nullable String input;

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "A setting of the run: a CHAD_… setting that the workflow reads, or DRY_RUN.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description =
                    "The project its agents work in; `projects` lists them. Default: the workflow's own, or `work`.")
    private @Nullable String project;

    @Option(
            names = "--budget",
            paramLabel = "DOLLARS",
            description = "The most that the models of the run may cost, in US dollars: at the limit it is paused.")
    private @Nullable BigDecimal budget;

    @Option(names = "--annotation", paramLabel = "NAME=TEXT", description = "Words by which to find the run.")
    private Map<String, String> annotations = Map.of();

    @Mixin
    private ExecutionOptions execution;

    /** Adds what was given; what was not given stays as it is there. */
    void addTo(ObjectNode request) {
        addInput(request);
        texts(request, "env", settings);
        texts(request, "annotations", annotations);
        if (project != null) {
            request.put("project", project);
        }
        if (budget != null) {
            request.withObjectProperty("budget").put("usd", budget);
        }
        execution.addTo(request);
    }

    private void addInput(ObjectNode request) {
        if (input != null) {
            JsonNode given = TextArgument.json("--input", input);
            if (!given.isObject()) {
                throw ApiException.invalid("--input is not a JSON object.", "--input '{\"prompt\": \"…\"}'");
            }
            request.set("input", given);
        }
        if (prompt != null) {
            request.withObjectProperty("input").put("prompt", prompt);
        }
    }

    private static void texts(ObjectNode request, String field, Map<String, String> given) {
        if (!given.isEmpty()) {
            ObjectNode all = request.withObjectProperty(field);
            given.forEach(all::put);
        }
    }
}
