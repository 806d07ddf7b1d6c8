package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "set",
        description =
                "Changes a schedule: what is given replaces what there is, all else stays. Runs that were launched"
                        + " go on.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScheduleSetCommand extends OneScheduleCommand {

    @Option(names = "--workflow", paramLabel = "WORKFLOW", description = "What it launches.")
    private @Nullable String workflow;

    @Mixin
    private ScheduleOptions options;

    @Option(
            names = "--clear",
            paramLabel = "FIELD",
            description = "Removes a field of the definition, as `show --json` names it: env, jitter, pingUrl, …")
    private List<String> cleared = List.of();

    @Option(names = "--dry-run", description = "Only shows when it would be due.")
    private boolean dryRun;

    @Override
    ExitCode run() {
        JsonNode now = api().get(at()).json();
        ObjectNode definition = now.path("definition").deepCopy();
        definition.remove(cleared);
        if (workflow != null) {
            definition.put("workflow", WorkflowName.of(workflow, api()));
        }
        options.addTo(definition);
        if (dryRun) {
            return previewed(definition);
        }
        ObjectNode request = Json.object();
        request.set("definition", definition);
        request.set("revision", now.path("revision")); // a change that came between is not lost
        return shown(api().send("PUT", at(), request, Map.of()));
    }
}
