package chad.ide.schedules;

import chad.ide.request.Given;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What clients send about schedules. */
final class ScheduleRequests {

    private ScheduleRequests() {}

    /** A new one. */
    @Schema(
            name = "NewSchedule",
            examples = "{\"name\":\"nightly\",\"definition\":{\"workflow\":\"fusion.jsx\",\"cron\":[\"45 4 * * *\"]}}")
    public record NewSchedule(
            @Schema(
                    description = "How it is called, in the ids of its runs too.",
                    pattern = ScheduleService.NAME,
                    examples = "nightly")
            String name,

            ScheduleDefinition definition,

            @Schema(description = "Makes it paused, with this note.", examples = "until the key has come") @Nullable String pauseNote) {

        public NewSchedule {
            Given.required("name", name, "a name for the schedule");
            Given.required("definition", definition, "what it launches, and when");
            Given.text("pauseNote", pauseNote, 1_000);
        }
    }

    /** A changed one. */
    @Schema(name = "ChangedSchedule")
    public record ChangedSchedule(
            ScheduleDefinition definition,

            @Schema(
                    description =
                            "The revision that was read: 412 when it has been changed since. Without it whatever there is"
                                    + " is overwritten.")
            @Nullable Long revision) {

        public ChangedSchedule {
            Given.required("definition", definition, "what it launches, and when");
        }
    }

    /** Why it is paused. */
    @Schema(name = "PauseScheduleRequest", examples = "{\"note\":\"the provider is down\"}")
    public record Note(
            @Schema(description = "Why; kept with the schedule.") @Nullable String note) {}

    /** A period whose due times are made up for. */
    @Schema(
            name = "BackfillRequest",
            examples = "{\"fromMs\":1764280000000,\"beforeMs\":1764290000000,\"dryRun\":true}")
    public record Backfill(
            @Schema(description = "The first due time that counts, in epoch milliseconds.")
            long fromMs,

            @Schema(description = "Due times from this one on do not count, in epoch milliseconds.")
            long beforeMs,

            @Schema(description = "Only says which due times they are.")
            boolean dryRun) {}

    /** A file of schedules. */
    @Schema(name = "ApplySchedulesRequest")
    public record Apply(
            @Schema(
                    description =
                            "YAML or JSON: `schedules:` with a definition by name. `paused` (true or a note) counts for new"
                                    + " ones alone.",
                    examples = "schedules:\n  nightly:\n    workflow: fusion.jsx\n    cron: [\"45 4 * * *\"]\n")
            String yaml,

            @Schema(description = "Only says what would change.")
            boolean dryRun,

            @Schema(description = "Deletes the schedules that the file does not name.")
            boolean prune) {

        public Apply {
            Given.required("yaml", yaml, "the text of a file with `schedules:`");
            Given.text("yaml", yaml, 500_000);
        }
    }
}
