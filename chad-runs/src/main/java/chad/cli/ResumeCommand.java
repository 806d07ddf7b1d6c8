package chad.cli;

import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "resume", description = "Goes on with a run that nobody executes. Finished nodes are not run again.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ResumeCommand extends SteerCommand {

    @Option(
            names = "--force",
            description = "Although its last heartbeat is younger than 30 s: you know that the process is gone.")
    private boolean force;

    @Option(
            names = "--end-process",
            description =
                    "End its engine process first, when that lives and gave no heartbeat for 30 s. Never another process.")
    private boolean endsProcess;

    @Option(names = "--accept-workflow-change", description = "Although the workflow was edited since.")
    private boolean acceptsChange;

    @Option(names = "--revive-ended", description = "Although it has ended: a cancelled or finished run lives again.")
    private boolean revives;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A setting for the run, as with `launch`.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "Where its agents work, for a run that was not launched from here.")
    private @Nullable String project;

    @Mixin
    private ExecutionOptions execution;

    @Mixin
    private WaitOptions waiting;

    @Override
    String verb() {
        return "resume";
    }

    @Override
    ObjectNode body() {
        ObjectNode body = Json.object()
                .put("force", force)
                .put("endProcess", endsProcess)
                .put("acceptWorkflowChange", acceptsChange)
                .put("reviveEnded", revives);
        ObjectNode env = body.putObject("env");
        settings.forEach(env::put);
        if (project != null) {
            body.put("project", project);
        }
        execution.addTo(body);
        return body;
    }

    @Override
    @Nullable WaitOptions waiting() {
        return waiting;
    }
}
