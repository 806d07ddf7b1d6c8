package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Screen;
import chad.cli.text.State;
import chad.cli.text.Table;
import chad.cli.text.Words;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "stores", description = "Every database file that was found, read or not, and why not.")
final class StoresCommand extends ReadCommand {

    @Override
    Query query() {
        return Query.of("stores");
    }

    @Override
    void show(JsonNode answer, Screen screen) {
        Table table = new Table("STORE", "STATE", "RUNS", "SIZE", "PATH", "REASON")
                .alignsRight(2, 3)
                .cuts(4, 5);
        for (JsonNode store : answer.path("items")) {
            table.row(
                    Cell.of(store.path("name")),
                    State.cell(store.path("state")),
                    Cell.of(store.path("runs")),
                    Cell.of(Words.bytes(store.path("sizeBytes"))),
                    Cell.dim(Words.text(store.path("path"))),
                    Cell.of(store.path("reason")));
        }
        if (table.isEmpty()) {
            remark("No store was found yet. Launch a workflow: chad-runs launch fusion.jsx --prompt '…'");
        } else {
            table.print(screen);
        }
    }
}
