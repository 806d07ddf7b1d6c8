package chad.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a schedule launches, when, and what it does when that does not go as planned. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScheduleOptions {

    private static final String LENGTH = "A duration such as 90s, 15m, 2h or PT15M.";

    @Option(
            names = "--cron",
            paramLabel = "CRON",
            description = "When: five fields as in Unix, such as '45 4 * * 1-5'. May be repeated.")
    private List<String> cron = List.of();

    @Option(names = "--every", paramLabel = "LENGTH", description = "When, instead of --cron: again after so long.")
    private @Nullable String every;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "The time zone of --cron, such as Europe/Berlin. Default: the service's.")
    private @Nullable String zone;

    @Option(names = "--start", paramLabel = "TIME", description = "Not before: 2026-12-01T00:00:00Z.")
    private @Nullable String start;

    @Option(names = "--end", paramLabel = "TIME", description = "Not after: 2027-01-01T00:00:00Z.")
    private @Nullable String end;

    @Option(names = "--jitter", paramLabel = "LENGTH", description = "Each run starts later by a part of this.")
    private @Nullable String jitter;

    @Option(
            names = "--overlap",
            paramLabel = "POLICY",
            description = "While an earlier run goes on: skip (default), queue-one, allow, cancel-other.")
    private @Nullable String overlap;

    @Option(
            names = "--catch-up",
            paramLabel = "POLICY",
            description = "Due times at which the service was down: latest (default), all, none.")
    private @Nullable String catchUp;

    @Option(
            names = "--catch-up-window",
            paramLabel = "LENGTH",
            description = "How late a run may still be launched; 1h by default.")
    private @Nullable String catchUpWindow;

    @Option(
            names = "--pause-after-failures",
            paramLabel = "N",
            description = "Pauses the schedule when so many runs in a row have failed.")
    private @Nullable Integer pauseAfterFailures;

    @Option(
            names = "--must-start-within",
            paramLabel = "LENGTH",
            description = "An alarm when it has not started by then. " + LENGTH)
    private @Nullable String mustStartWithin;

    @Option(
            names = "--must-finish-within",
            paramLabel = "LENGTH",
            description = "An alarm when it has not ended by then.")
    private @Nullable String mustFinishWithin;

    @Option(
            names = "--no-must-succeed",
            description = "No alarm when a run fails. --must-succeed, the default, reverts that.")
    private boolean mayFail;

    @Option(names = "--must-succeed", hidden = true)
    private boolean mustSucceed;

    @Option(
            names = "--ping-url",
            paramLabel = "URL",
            description = "A watchdog outside, told of each start, success and failure.")
    private @Nullable String pingUrl;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Mixin
    private LaunchOptions launch;

    /** Adds what was given to a definition; what was not given stays as it is there. */
    void addTo(ObjectNode definition) {
        if (!cron.isEmpty()) {
            definition.remove("every");
            ArrayNode expressions = definition.putArray("cron");
            cron.forEach(expressions::add);
        }
        if (every != null) {
            definition.remove("cron");
            length(definition, "every", every);
        }
        text(definition, "zone", zone);
        text(definition, "start", start);
        text(definition, "end", end);
        length(definition, "jitter", jitter);
        text(definition, "overlap", overlap);
        text(definition, "catchUp", catchUp);
        length(definition, "catchUpWindow", catchUpWindow);
        if (pauseAfterFailures != null) {
            definition.put("pauseAfterFailures", pauseAfterFailures);
        }
        length(definition, "mustStartWithin", mustStartWithin);
        length(definition, "mustFinishWithin", mustFinishWithin);
        if (mayFail || mustSucceed) {
            definition.put("mustSucceed", mustSucceed);
        }
        text(definition, "pingUrl", pingUrl);
        text(definition, "description", description);
        launch.addTo(definition);
    }

    private static void text(ObjectNode definition, String field, @Nullable String given) {
        if (given != null) {
            definition.put(field, given);
        }
    }

    /** The service takes ISO 8601, and says what is wrong with anything else. */
    private static void length(ObjectNode definition, String field, @Nullable String given) {
        text(
                definition,
                field,
                given == null
                        ? null
                        : Age.of(given).map(age -> age.length().toString()).orElse(given));
    }
}
