package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "add", description = "Creates a schedule. The first due time is the first after now.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScheduleAddCommand extends OneScheduleCommand {

    @Parameters(index = "1", paramLabel = "WORKFLOW", description = "What it launches, such as fusion.jsx or fusion.")
    private String workflow;

    @Mixin
    private ScheduleOptions options;

    @Option(
            names = "--paused",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "NOTE",
            description = "Creates it paused, for the reason of the note.")
    private @Nullable String paused;

    @Option(names = "--dry-run", description = "Only shows when it would be due.")
    private boolean dryRun;

    @Override
    ExitCode run() {
        ObjectNode definition = Json.object().put("workflow", WorkflowName.of(workflow, api()));
        options.addTo(definition);
        if (dryRun) {
            return previewed(definition);
        }
        ObjectNode request = Json.object().put("name", name());
        request.set("definition", definition);
        if (paused != null) {
            request.put("pauseNote", paused);
        }
        return shown(api().post(Query.of("schedules"), request));
    }
}
