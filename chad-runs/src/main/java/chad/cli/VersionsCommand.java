package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "versions", description = "The versions of a workflow file, newest first.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class VersionsCommand extends ReadCommand {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's file name.")
    private String name;

    @Override
    Query query() {
        return Query.of("workflow-file", "versions").with("name", WorkflowName.of(name, api()));
    }

    @Override
    void show(JsonNode answer, Screen screen) {
        Table table = new Table("VERSION", "WHEN", "WHAT", "BY", "SIZE").alignsRight(0, 4);
        for (JsonNode version : answer.path("items")) {
            table.row(
                    Cell.of(version.path("version")),
                    Cell.dim(Format.ago(version.path("atMs"), screen.nowMs())),
                    Cell.of(version.path("action")),
                    Cell.of(version.path("by")),
                    Cell.of(Format.bytes(version.path("sizeBytes"))));
        }
        if (table.isEmpty()) {
            remark("It has never been changed here.");
        } else {
            table.print(screen);
        }
    }
}
