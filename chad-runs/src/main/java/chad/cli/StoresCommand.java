package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.State;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "stores", description = "Every database file that was found, whether it is read, and if not, why.")
final class StoresCommand extends ReadCommand {

    /** Each is asked for by itself, and takes some seconds when it is large. */
    private static final int MOST_SIZES = 200;

    private static final int NAMED_TABLES = 3;

    @Option(
            names = "--sizes",
            description = "What takes up space in each store, how it grows, and how much archiving it would free.")
    private boolean sizes;

    /** The address of something about a store; its name may have a slash in it. */
    static Query of(String store, String verb) {
        List<String> segments = new ArrayList<>(List.of("stores"));
        segments.addAll(List.of(store.split("/", -1)));
        segments.add(verb);
        return Query.of(segments.toArray(String[]::new));
    }

    @Override
    Query query() {
        return Query.of("stores");
    }

    @Override
    ExitCode run() {
        if (!sizes) {
            return super.run();
        }
        ArrayNode items = Json.object().arrayNode();
        for (JsonNode store : api().get(query()).json().path("items")) {
            if (store.path("state").asText().equals("ok") && items.size() < MOST_SIZES) {
                items.add(size(store.path("name").asText()));
            }
        }
        if (output.wantsJson()) {
            ObjectNode answer = Json.object();
            answer.set("items", items);
            printJson(answer.putNull("nextCursor"));
        } else {
            showSizes(items, screen());
        }
        return ExitCode.DONE;
    }

    /** One that went, or is too busy, must not hide the others. */
    private JsonNode size(String name) {
        try {
            return api().get(of(name, "size")).json();
        } catch (ApiException refused) {
            if (refused.status() < 400) {
                throw refused;
            }
            return Json.object().put("store", name).put("tablesProblem", refused.getMessage());
        }
    }

    private void showSizes(ArrayNode items, Screen screen) {
        Table table = new Table("STORE", "SIZE", "FREE", "LOG", "A DAY", "LARGEST", "ARCHIVE")
                .alignsRight(1, 2, 3, 4)
                .cuts(5, 6);
        for (JsonNode store : items) {
            JsonNode growth = store.path("growthBytesPerDay");
            table.row(
                    Cell.of(store.path("store")),
                    Cell.of(Format.bytes(store.path("fileBytes"))),
                    Cell.of(Format.bytes(store.path("freeBytes"))),
                    Cell.of(Format.bytes(store.path("logBytes"))),
                    Cell.dim(growth.isNumber() ? "+" + Format.bytes(growth) : ""),
                    Cell.of(largest(store)),
                    Cell.dim(
                            store.path("archiveProblem").isTextual()
                                    ? Format.text(store.path("archiveProblem"))
                                    : "gives back " + Format.bytes(store.path("archiveFreesBytes"))));
        }
        if (table.isEmpty()) {
            remark("No store can be read.");
        } else {
            table.print(screen);
        }
    }

    private static String largest(JsonNode store) {
        if (store.path("tablesProblem").isTextual()) {
            return Format.text(store.path("tablesProblem"));
        }
        List<String> named = new ArrayList<>();
        for (JsonNode table : store.path("tables")) {
            if (named.size() < NAMED_TABLES) {
                named.add("%s %s"
                        .formatted(
                                Format.text(table.path("name")).replace("_smithers_", ""),
                                Format.bytes(table.path("bytes"))));
            }
        }
        return String.join(", ", named);
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
                    Cell.of(Format.bytes(store.path("sizeBytes"))),
                    Cell.dim(Format.text(store.path("path"))),
                    Cell.of(store.path("reason")));
        }
        if (table.isEmpty()) {
            remark("No store was found yet. Launch a workflow: chad-runs launch fusion.jsx --prompt '…'");
        } else {
            table.print(screen);
        }
    }
}
