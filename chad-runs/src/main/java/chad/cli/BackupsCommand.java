package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "backups", description = "The backups, newest first, and what each one lacks.")
final class BackupsCommand extends ListCommand {

    @Override
    Query query() {
        return Query.of("backups");
    }

    @Override
    int largestPage() {
        return 200;
    }

    @Override
    String nothing() {
        return "There is no backup yet. chad-runs backup makes one.";
    }

    @Override
    void show(JsonNode items, Screen screen) {
        Table table = new Table("BACKUP", "STATE", "MADE", "SIZE", "FILES", "STORES", "LACKS")
                .alignsRight(3, 4, 5)
                .cuts(6);
        for (JsonNode backup : items) {
            String state = Format.text(backup.path("state"));
            JsonNode first = backup.path("leftOut").path(0).path("path");
            table.row(
                    Cell.of(backup.path("name")),
                    new Cell(state, state.equals("failed") ? Colour.RED : Colour.NONE),
                    Cell.dim(Format.ago(backup.path("createdAtMs"), screen.nowMs())),
                    Cell.of(Format.bytes(backup.path("sizeBytes"))),
                    Cell.of(backup.path("files")),
                    Cell.of(Integer.toString(backup.path("stores").size())),
                    Cell.of(backup.path("problem").isTextual() ? backup.path("problem") : first));
        }
        table.print(screen);
    }
}
