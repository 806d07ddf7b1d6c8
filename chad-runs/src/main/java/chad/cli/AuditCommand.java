package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "audit", description = "The audit log: who did what, when, and with what result; newest first.")
final class AuditCommand extends ListCommand {

    @Option(names = "--principal", paramLabel = "NAME", description = "The name of a key or an identity.")
    private @Nullable String principal;

    @Option(names = "--action", paramLabel = "ACTION", description = "launch, cancel, approve, workflow-file, …")
    private @Nullable String action;

    @Option(names = "--run", paramLabel = "RUN", description = "About this run.")
    private @Nullable String run;

    @Option(names = "--result", paramLabel = "RESULT", description = "allowed, refused or failed.")
    private @Nullable String result;

    @Option(names = "--since", paramLabel = "AGE", description = "No older than this: 90s, 45m, 12h, 7d.")
    private @Nullable Age since;

    @Override
    Query query() {
        return Query.of("audit")
                .with("principal", principal)
                .with("action", action)
                .with("run", run)
                .with("result", result)
                .with("since", since == null ? null : since.before());
    }

    @Override
    int largestPage() {
        return 500;
    }

    @Override
    String nothing() {
        return "No entry matches.";
    }

    @Override
    void show(JsonNode entries, Screen screen) {
        Table table = new Table("WHEN", "WHO", "ACTION", "RESULT", "ON", "DETAIL").cuts(4, 5);
        for (JsonNode entry : entries) {
            String outcome = Format.text(entry.path("result"));
            table.row(
                    Cell.dim(Format.ago(entry.path("atMs"), screen.nowMs())),
                    Cell.of(entry.path("principal")),
                    Cell.of(entry.path("action")),
                    new Cell(outcome, outcome.equals("allowed") ? Colour.NONE : Colour.RED),
                    Cell.of(entry.path(entry.path("runId").isTextual() ? "runId" : "workflow")),
                    Cell.of(entry.path("detail")));
        }
        table.print(screen);
    }
}
