package chad.cli;

import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "resume", description = "Resumes a run that no process is executing. Finished nodes are not run again.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ResumeCommand extends SteerCommand {

    @Option(
            names = "--force",
            description = "Resume even if the last heartbeat is less than 30 s old: you know that the process is gone.")
    private boolean force;

    @Option(
            names = "--end-process",
            description = "First end the run's engine process if it is alive but has sent no heartbeat for 30 s. Never"
                    + " any other process.")
    private boolean endsProcess;

    @Option(names = "--accept-workflow-change", description = "Proceed even if the workflow has been edited since.")
    private boolean acceptsChange;

    @Option(
            names = "--revive-ended",
            description = "Resume even if the run has ended: a cancelled or finished run is restarted.")
    private boolean revives;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A setting for the run, as with `launch`.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "The project its agents work in, for a run that was not launched from here.")
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
