package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "models",
        description = "The models that the provider offers: featured ones first, then new and removed ones.")
final class ModelsCommand extends ReadCommand {

    @Option(names = "--all", description = "All chat models, not only the featured ones. JSON always lists all.")
    private boolean all;

    @Option(
            names = "--refresh",
            description = "Fetch the catalog first. This takes a few seconds, at worst a minute or two.")
    private boolean refreshes;

    @Option(
            names = "--accept-shrunken",
            description = "With --refresh: accept the catalog even if more than half of the models are gone.")
    private boolean acceptsShrunken;

    @Override
    ExitCode run() {
        if (acceptsShrunken && !refreshes) {
            throw ApiException.invalid(
                    "--accept-shrunken needs --refresh.", "chad-runs models --refresh --accept-shrunken");
        }
        if (refreshes) {
            ObjectNode body = Json.object();
            api().post(Query.of("models", "refresh"), acceptsShrunken ? body.put("acceptShrunken", true) : body);
        }
        return super.run();
    }

    @Override
    Query query() {
        return Query.of("models");
    }

    @Override
    void show(JsonNode catalog, Screen screen) {
        screen.line("%s models, %s of them for chat, fetched %s ago"
                .formatted(
                        catalog.path("total").asText(),
                        catalog.path("chatCount").asText(),
                        Format.span(catalog.path("ageMs"))));
        if (catalog.path("problem").isTextual()) {
            remark(Format.text(catalog.path("problem")));
        }
        Set<String> fresh = new HashSet<>();
        catalog.path("new").forEach(model -> fresh.add(model.asText()));
        Table table = new Table("MODEL", "", "ANSWERS").cuts(0);
        for (JsonNode model : catalog.path(all ? "chat" : "featured")) {
            table.row(
                    Cell.of(model),
                    new Cell(fresh.contains(model.asText()) ? "new" : "", Colour.GREEN),
                    Cell.of(catalog.path("liveness").path(model.asText()).path("status")));
        }
        table.print(screen);
        for (JsonNode model : catalog.path("removed")) {
            screen.line(screen.paint(Colour.DIM, "gone: " + Format.text(model)));
        }
    }
}
