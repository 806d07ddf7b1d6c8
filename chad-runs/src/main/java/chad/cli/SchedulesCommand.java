package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "schedules",
        description = {
            "Schedules: when each is due next, what became of its last due time, and what it should have done and did"
                    + " not.",
            "`schedule` makes, changes, pauses and triggers them."
        })
final class SchedulesCommand extends ListCommand {

    @Override
    Query query() {
        return Query.of("schedules");
    }

    @Override
    int largestPage() {
        return 200;
    }

    @Override
    String nothing() {
        return "There is no schedule yet. Make one: chad-runs schedule add nightly fusion.jsx --cron '45 4 * * *'";
    }

    @Override
    void show(JsonNode schedules, Screen screen) {
        Table table = new Table("SCHEDULE", "NEXT", "LAST", "WORKFLOW", "WHEN", "ALARM").cuts(4, 5);
        for (JsonNode schedule : schedules) {
            table.row(
                    Cell.of(schedule.path("name")),
                    ScheduleView.next(schedule, screen.nowMs()),
                    ScheduleView.last(schedule, screen.nowMs()),
                    Cell.of(schedule.path("definition").path("workflow")),
                    Cell.dim(Format.text(schedule.path("says"))),
                    new Cell(Format.text(schedule.path("alarms").path(0).path("says")), Colour.RED));
        }
        table.print(screen);
    }
}
