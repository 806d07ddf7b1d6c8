package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "launch", description = "Launches a workflow. The run goes on by itself; --wait follows it to its end.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class LaunchCommand extends ServerCommand {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's file name, such as fusion.jsx or fusion.")
    private String workflow;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Short for --input '{\"prompt\": TEXT}'.")
    private @Nullable String prompt;

    @Option(names = "--input", paramLabel = "JSON", description = "What the workflow gets; @FILE, or - for stdin.")
    private @Nullable String input;

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "A setting for this run: a CHAD_… knob of the workflow, or DRY_RUN.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--run-id", paramLabel = "ID", description = "The run's id; made when left out.")
    private @Nullable String runId;

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "Where its agents work; `projects` lists them. When left out: the workflow's own, or work.")
    private @Nullable String project;

    @Option(names = "--annotation", paramLabel = "NAME=TEXT", description = "Words to find the run by.")
    private Map<String, String> annotations = Map.of();

    @Mixin
    private ExecutionOptions execution;

    @Mixin
    private WaitOptions waiting;

    @Override
    ExitCode run() {
        Answer answer = api().post(Query.of("launch"), request());
        JsonNode launched = answer.json();
        String id = launched.path("runId").asText();
        if (waiting.isWanted()) {
            remark("launched " + Format.text(launched.path("runId")));
            err().flush();
            return waiting.watch(this, id, null);
        }
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            out().println(Format.text(launched.path("runId")));
            remark("Follow it: chad-runs watch " + Format.text(launched.path("runId")));
        }
        return ExitCode.DONE;
    }

    private ObjectNode request() {
        ObjectNode request = Json.object().put("workflow", WorkflowName.of(workflow, api()));
        request.set("input", input());
        ObjectNode env = request.putObject("env");
        settings.forEach(env::put);
        ObjectNode words = request.putObject("annotations");
        annotations.forEach(words::put);
        if (runId != null) {
            request.put("runId", runId);
        }
        if (project != null) {
            request.put("project", project);
        }
        execution.addTo(request);
        return request;
    }

    private ObjectNode input() {
        JsonNode given = input == null ? Json.object() : TextArgument.json("--input", input);
        if (!(given instanceof ObjectNode object)) {
            throw ApiException.invalid("--input is not a JSON object.", "--input '{\"prompt\": \"…\"}'");
        }
        if (prompt != null) {
            object.put("prompt", prompt);
        }
        return object;
    }
}
