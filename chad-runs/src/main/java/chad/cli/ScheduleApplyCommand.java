package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        description = {
            "Makes the schedules of a file true, and says what changed. Nothing changes when one of them is invalid.",
            "Whether a schedule is paused is left as it is; `paused` in the file counts for new ones."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScheduleApplyCommand extends ServerCommand {

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "YAML or JSON with `schedules:`; - for stdin.")
    private String file;

    @Option(names = "--dry-run", description = "Only says what would change.")
    private boolean dryRun;

    @Option(names = "--prune", description = "Deletes the schedules that the file does not name.")
    private boolean prune;

    @Override
    ExitCode run() {
        Answer answer = api().post(
                        Query.of("schedules", "apply"),
                        Json.object()
                                .put("yaml", TextArgument.read(file))
                                .put("dryRun", dryRun)
                                .put("prune", prune));
        if (output.wantsJson()) {
            printJson(answer);
            return ExitCode.DONE;
        }
        JsonNode applied = answer.json();
        Map.of("+", "created", "~", "changed", "-", "deleted").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(change -> applied.path(change.getValue())
                        .forEach(name -> screen().line("%s %s".formatted(change.getKey(), Format.text(name)))));
        applied.path("notDeclared")
                .forEach(name -> remark(
                        "%s is not in the file and was left alone; --prune deletes it.".formatted(Format.text(name))));
        remark("%d created, %d changed, %d deleted, %d unchanged%s"
                .formatted(
                        applied.path("created").size(),
                        applied.path("changed").size(),
                        applied.path("deleted").size(),
                        applied.path("unchanged").size(),
                        dryRun ? " (dry run: nothing was changed)" : ""));
        return ExitCode.DONE;
    }
}
