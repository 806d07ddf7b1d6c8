package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "firings", description = "What became of each due time of a schedule; newest first.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScheduleFiringsCommand extends ListCommand {

    @Parameters(index = "0", paramLabel = "SCHEDULE", description = "The schedule's name; `schedules` lists them.")
    private String name;

    @Override
    Query query() {
        return Query.of("schedules", name, "firings");
    }

    @Override
    int largestPage() {
        return 200;
    }

    @Override
    String nothing() {
        return "It has not been due yet.";
    }

    @Override
    void show(JsonNode firings, Screen screen) {
        Table table = new Table("DUE", "OUTCOME", "BY", "RUN, OR WHY NOT").cuts(3);
        for (JsonNode firing : firings) {
            table.row(
                    Cell.of(Format.moment(firing.path("dueAtMs").asLong(), ZoneId.systemDefault())),
                    ScheduleView.outcome(firing),
                    Cell.dim(firing.path("by").isTextual() ? Format.text(firing.path("by")) : "the clock"),
                    Cell.of(ScheduleView.about(firing)));
        }
        table.print(screen);
    }
}
