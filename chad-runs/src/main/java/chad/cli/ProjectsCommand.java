package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "projects", description = "The project folders in which agents work, and any problems with them.")
final class ProjectsCommand extends ReadCommand {

    @Override
    Query query() {
        return Query.of("projects");
    }

    @Override
    void show(JsonNode answer, Screen screen) {
        Table table = new Table("PROJECT", "REPOSITORY", "FOLDER", "NOTE").cuts(3);
        for (JsonNode project : answer.path("items")) {
            table.row(
                    new Cell(
                            Cell.of(project.path("name")).text(),
                            project.path("usable").asBoolean() ? Colour.NONE : Colour.RED),
                    Cell.of(project.path("repository")),
                    Cell.of(project.path("folder")),
                    Cell.of(project.path("note")));
        }
        table.print(screen);
    }
}
