package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

@Command(name = "workflows", description = "The workflow files, with the results of their runs.")
final class WorkflowsCommand extends ReadCommand {

    @Override
    Query query() {
        return Query.of("workflows");
    }

    @Override
    void show(JsonNode answer, Screen screen) {
        Table table = new Table("WORKFLOW", "RUNS", "LAST RUN", "CHANGED", "WHAT IT DOES").cuts(1, 4);
        for (JsonNode workflow : answer.path("items")) {
            StringJoiner runs = new StringJoiner(", ");
            workflow.path("runs")
                    .properties()
                    .forEach(count -> runs.add(count.getValue().asText() + " " + count.getKey()));
            table.row(
                    Cell.of(workflow.path("name")),
                    Cell.of(SafeText.line(runs.toString())),
                    Cell.dim(Format.ago(workflow.path("lastRun").path("createdAtMs"), screen.nowMs())),
                    Cell.dim(Format.ago(workflow.path("modifiedAtMs"), screen.nowMs())),
                    Cell.of(workflow.path("title")));
        }
        if (table.isEmpty()) {
            remark("There is no workflow yet. chad-runs save NAME.jsx --template plain creates one.");
        } else {
            table.print(screen);
        }
        for (JsonNode workflow : answer.path("items")) {
            StringJoiner missing = new StringJoiner("; ");
            workflow.path("missing").forEach(what -> missing.add(Format.text(what)));
            if (missing.length() > 0) {
                remark("%s can't be launched: it needs %s.".formatted(Format.text(workflow.path("name")), missing));
            }
        }
    }
}
