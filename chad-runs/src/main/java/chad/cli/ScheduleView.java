package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.State;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A schedule and its firings, for people. */
final class ScheduleView {

    private static final int NEXT_TIMES = 3;
    private static final int LAST_FIRINGS = 5;

    private ScheduleView() {}

    /** {@code in 3 h}, or why there is no next time. */
    static Cell next(JsonNode schedule, long nowMs) {
        if (schedule.path("paused").isObject()) {
            return new Cell("‖ paused", Colour.YELLOW);
        }
        return schedule.path("nextAtMs").isNumber()
                ? Cell.of(Format.ahead(schedule.path("nextAtMs").asLong(), nowMs))
                : Cell.dim("never");
    }

    /** What became of the newest due time. */
    static Cell last(JsonNode schedule, long nowMs) {
        JsonNode firing = schedule.path("lastFirings").path(0);
        if (firing.isMissingNode()) {
            return Cell.dim("");
        }
        Cell outcome = outcome(firing);
        return new Cell(outcome.text() + " " + Format.ago(firing.path("dueAtMs"), nowMs), outcome.colour());
    }

    /** Where its run stands, or what became of it instead of a run. */
    static Cell outcome(JsonNode firing) {
        return State.cell(firing.path(firing.path("runState").isTextual() ? "runState" : "outcome"));
    }

    static void show(JsonNode schedule, Screen screen) {
        JsonNode definition = schedule.path("definition");
        screen.line("%s  %s".formatted(Format.text(schedule.path("name")), Format.text(schedule.path("says"))));
        line(screen, "runs", Format.text(definition.path("workflow")));
        line(screen, "for", Format.text(definition.path("description")));
        JsonNode paused = schedule.path("paused");
        if (paused.isObject()) {
            line(
                    screen,
                    "paused",
                    "%s by %s%s"
                            .formatted(
                                    Format.ago(paused.path("sinceAtMs"), screen.nowMs()),
                                    Format.text(paused.path("by")),
                                    note(paused.path("note"))));
        }
        line(screen, paused.isObject() ? "would be" : "next", String.join(", ", nextTimes(schedule)));
        for (JsonNode alarm : schedule.path("alarms")) {
            line(screen, "alarm", screen.paint(Colour.RED, Format.text(alarm.path("says"))));
        }
        int shown = 0;
        for (JsonNode firing : schedule.path("lastFirings")) {
            if (shown++ < LAST_FIRINGS) {
                Cell outcome = outcome(firing);
                line(
                        screen,
                        shown == 1 ? "last" : "",
                        "%s  %s  %s"
                                .formatted(
                                        Format.moment(firing.path("dueAtMs").asLong(), zone(schedule)),
                                        screen.paint(outcome.colour(), outcome.text()),
                                        about(firing)));
            }
        }
    }

    /** When a definition would be due; shows only that. */
    static Query preview(JsonNode definition) {
        Query query = Query.of("schedules", "preview");
        for (JsonNode expression : definition.path("cron")) {
            query.with("cron", expression.asText());
        }
        for (String field : List.of("every", "zone", "start", "end")) {
            query.with(field, definition.path(field).textValue());
        }
        return query;
    }

    static void showPreview(JsonNode preview, Screen screen) {
        screen.line(Format.text(preview.path("says")));
        for (JsonNode at : preview.path("nextTimes")) {
            screen.line("  " + Format.moment(at.asLong(), zone(preview)));
        }
    }

    /** Its run, or why there is none. */
    static String about(JsonNode firing) {
        return firing.path("reason").isTextual()
                ? Format.text(firing.path("reason"))
                : Format.text(firing.path("runId"));
    }

    private static String note(JsonNode note) {
        String text = Format.text(note);
        return text.isEmpty() ? "" : ": " + text;
    }

    private static List<String> nextTimes(JsonNode schedule) {
        List<String> times = new ArrayList<>();
        for (JsonNode at : schedule.path("nextTimes")) {
            if (times.size() < NEXT_TIMES) {
                times.add(Format.moment(at.asLong(), zone(schedule)));
            }
        }
        return times.isEmpty() ? List.of("never again") : times;
    }

    private static ZoneId zone(JsonNode schedule) {
        try {
            return ZoneId.of(schedule.path("zone").asText());
        } catch (DateTimeException unknownHere) {
            return ZoneId.systemDefault();
        }
    }

    private static void line(Screen screen, String about, String text) {
        if (!text.isEmpty()) {
            screen.line("  %s  %s".formatted(screen.paint(Colour.DIM, "%-8s".formatted(about)), text));
        }
    }
}
