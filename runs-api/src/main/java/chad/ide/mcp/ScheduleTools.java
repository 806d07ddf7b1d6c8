package chad.ide.mcp;

import chad.ide.audit.AuditedCalls.Call;
import chad.ide.request.Limit;
import chad.ide.request.Page;
import chad.ide.request.RequestBinder;
import chad.ide.request.Times;
import chad.ide.schedules.Alarm;
import chad.ide.schedules.Firing;
import chad.ide.schedules.PlannedRun;
import chad.ide.schedules.ScheduleDefinition;
import chad.ide.schedules.ScheduleItem;
import chad.ide.schedules.SchedulePause;
import chad.ide.schedules.ScheduleService;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs that the clock launches. */
@Singleton
class ScheduleTools {

    private static final Limit SCHEDULES = new Limit(15, 50);
    private static final Limit FIRINGS = new Limit(20, 100);
    private static final int NEXT_TIMES = 5;
    private static final int LAST_FIRINGS = 5;
    private static final int MAX_PLANNED = 40;
    private static final int MAX_TEXT = 400;
    private static final String NAME = "The schedule's name";

    private final Calls calls;
    private final ScheduleService schedules;
    private final RequestBinder requests;
    private final ObjectMapper json;
    private final Clock clock;

    ScheduleTools(Calls calls, ScheduleService schedules, RequestBinder requests, ObjectMapper json, Clock clock) {
        this.calls = calls;
        this.schedules = schedules;
        this.requests = requests;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param paused since when, by whom and why; null while it is not paused
     * @param alarms what it should have done and did not
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ScheduleLine(
            String name,
            String says,
            @Nullable String next,
            @Nullable String paused,
            List<String> alarms,
            List<FiringLine> lastFirings) {

        static ScheduleLine of(ScheduleItem item) {
            return new ScheduleLine(
                    item.name(),
                    "%s: %s".formatted(SafeText.text(item.definition().workflow(), MAX_TEXT), item.says()),
                    SafeText.time(item.nextAtMs()),
                    pause(item.paused()),
                    item.alarms().stream()
                            .map(Alarm::says)
                            .map(says -> String.valueOf(SafeText.text(says, MAX_TEXT)))
                            .toList(),
                    item.lastFirings().stream()
                            .limit(LAST_FIRINGS)
                            .map(FiringLine::of)
                            .toList());
        }

        private static @Nullable String pause(@Nullable SchedulePause pause) {
            return pause == null
                    ? null
                    : "%s by %s%s"
                            .formatted(
                                    SafeText.time(pause.sinceAtMs()),
                                    pause.by(),
                                    pause.note() == null || pause.note().isEmpty()
                                            ? ""
                                            : ": " + SafeText.text(pause.note(), MAX_TEXT));
        }
    }

    /** @param outcome where its run stands, or what became of it instead of a run */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FiringLine(
            String due,
            String outcome,
            @Nullable String runId,
            @Nullable String reason) {

        static FiringLine of(Firing firing) {
            return new FiringLine(
                    String.valueOf(SafeText.time(firing.dueAtMs())),
                    firing.runState() == null
                            ? firing.outcome().word()
                            : firing.runState().word(),
                    firing.reason() == null ? firing.runId() : null,
                    SafeText.text(firing.reason(), MAX_TEXT));
        }
    }

    public record ScheduleList(
            List<ScheduleLine> schedules, @Nullable String nextCursor) {}

    public record FiringList(
            List<FiringLine> firings, @Nullable String nextCursor) {}

    /** @param kind {@code schedule}, or {@code service} for the service's own work */
    public record PlannedLine(String name, String kind, String due) {
        static PlannedLine of(PlannedRun run) {
            return new PlannedLine(run.name(), run.kind(), String.valueOf(SafeText.time(run.dueAtMs())));
        }
    }

    public record Planned(List<PlannedLine> planned, String until) {}

    /** @param definition as save_schedule takes it */
    public record ScheduleStory(ScheduleLine schedule, Map<String, Object> definition, List<String> nextTimes) {}

    private ScheduleStory story(ScheduleItem item) {
        ScheduleItem shown = item.withoutSecrets();
        return new ScheduleStory(
                ScheduleLine.of(shown),
                json.convertValue(
                        shown.definition(),
                        json.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class)),
                shown.nextTimes().stream()
                        .limit(NEXT_TIMES)
                        .map(at -> String.valueOf(SafeText.time(at)))
                        .toList());
    }

    public record Asked(String runId, String next) {}

    public record Deleted(String name) {}

    private static Call about(String action) {
        return new Call(action, null, null, null);
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "list_schedules",
            title = "List schedules",
            description = "What the clock launches: when each schedule is due next, what became of its last due times,"
                    + " and its alarms, which say what it should have done and did not.",
            outputSchema = @Tool.OutputSchema(from = ScheduleList.class),
            annotations =
                    @Tool.Annotations(
                            title = "List schedules",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse list(
            @ToolArg(required = false, description = "How many, up to 50; 15 by default") @Nullable Integer limit,
            @ToolArg(required = false, description = "The last `nextCursor`") @Nullable String cursor) {
        return calls.read(() -> {
            Page<ScheduleItem> page = schedules.list(cursor, SCHEDULES.parse(limit));
            return new ScheduleList(page.items().stream().map(ScheduleLine::of).toList(), page.nextCursor());
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "get_schedule",
            title = "Read a schedule",
            description = "A schedule's definition, next times, last due times and alarms.",
            outputSchema = @Tool.OutputSchema(from = ScheduleStory.class),
            annotations =
                    @Tool.Annotations(
                            title = "Read a schedule",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse get(@ToolArg(description = NAME) String schedule) {
        return calls.read(() -> story(schedules.get(schedule)));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "list_firings",
            title = "What became of a schedule's due times",
            description = "Each due time of a schedule with its run, or why there was none; newest first.",
            outputSchema = @Tool.OutputSchema(from = FiringList.class),
            annotations =
                    @Tool.Annotations(
                            title = "What became of a schedule's due times",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse firings(
            @ToolArg(description = NAME) String schedule,
            @ToolArg(required = false, description = "How many, up to 100; 20 by default") @Nullable Integer limit,
            @ToolArg(required = false, description = "The last `nextCursor`") @Nullable String cursor) {
        return calls.read(() -> {
            Page<Firing> page = schedules.firings(schedule, cursor, FIRINGS.parse(limit));
            return new FiringList(page.items().stream().map(FiringLine::of).toList(), page.nextCursor());
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "list_upcoming",
            title = "What the clock will start",
            description =
                    "Runs that schedules will launch, and the service's own daily work; the soonest first, at most "
                            + MAX_PLANNED + ".",
            outputSchema = @Tool.OutputSchema(from = Planned.class),
            annotations =
                    @Tool.Annotations(
                            title = "What the clock will start",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse upcoming(
            @ToolArg(required = false, description = "For so many hours, up to 744; 24 by default") @Nullable Integer hours) {
        return calls.read(() -> {
            long untilMs = clock.millis()
                    + Duration.ofHours(Optional.ofNullable(hours).orElse(24)).toMillis();
            return new Planned(
                    schedules.upcoming(untilMs).stream()
                            .limit(MAX_PLANNED)
                            .map(PlannedLine::of)
                            .toList(),
                    String.valueOf(SafeText.time(untilMs)));
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "save_schedule",
            title = "Create or change a schedule",
            description = "Creates a schedule, or replaces the definition of one. A definition has `workflow`, `cron`"
                    + " (a list of five-field expressions) or `every` (such as PT15M), and any of `zone`, `input`, `env`,"
                    + " `annotations`, `project`, `overlap` (skip, queue-one, allow, cancel-other), `catchUp` (latest, all,"
                    + " none), `pauseAfterFailures`, `mustStartWithin`, `mustFinishWithin`, `mustSucceed`. Read it first,"
                    + " and send all of it again with your change. It must not contain secrets.",
            outputSchema = @Tool.OutputSchema(from = ScheduleStory.class),
            annotations =
                    @Tool.Annotations(
                            title = "Create or change a schedule",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = true))
    ToolResponse save(
            @ToolArg(description = NAME) String schedule,
            @ToolArg(
                            description =
                                    "What it launches, and when, for example {\"workflow\": \"fusion.jsx\", \"cron\": [\"45 4 * * *\"]}")
                    Map<String, Object> definition,
            @ToolArg(required = false, description = "Whether it may replace one that there is; false by default")
                    @Nullable Boolean replace,
            @ToolArg(required = false, description = "Creates a new one paused, for this reason") @Nullable String pauseNote) {
        return calls.write(about("save-schedule"), () -> {
            ScheduleDefinition wanted = requests.bind(json.valueToTree(definition), ScheduleDefinition.class);
            return story(
                    SteeringTools.isSet(replace)
                            ? schedules.update(schedule, withItsWatchdog(schedule, wanted), null, calls.caller())
                            : schedules.create(schedule, wanted, pauseNote, calls.caller()));
        });
    }

    /** The address of a watchdog is not shown to a model, so that it can't send it back either. */
    private ScheduleDefinition withItsWatchdog(String name, ScheduleDefinition wanted) {
        return wanted.withSecretsOf(schedules.get(name).definition());
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "pause_schedule",
            title = "Pause a schedule",
            description = "Nothing is launched until it is resumed; runs that were launched go on.",
            outputSchema = @Tool.OutputSchema(from = ScheduleStory.class),
            annotations =
                    @Tool.Annotations(
                            title = "Pause a schedule",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse pause(
            @ToolArg(description = NAME) String schedule,
            @ToolArg(required = false, description = "Why; kept with the schedule") @Nullable String note) {
        return calls.write(about("pause-schedule"), () -> story(schedules.pause(schedule, note, calls.caller())));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "resume_schedule",
            title = "Resume a schedule",
            description = "Resumes a paused schedule. What was due meanwhile is not made up for.",
            outputSchema = @Tool.OutputSchema(from = ScheduleStory.class),
            annotations =
                    @Tool.Annotations(
                            title = "Resume a schedule",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = true))
    ToolResponse resume(@ToolArg(description = NAME) String schedule) {
        return calls.write(about("resume-schedule"), () -> story(schedules.resume(schedule)));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "seen_schedule",
            title = "Mark a schedule's alarms as seen",
            description = "Takes a schedule's alarms off the list of what needs a person. Do so only when a person has"
                    + " seen them, or you have dealt with their cause.",
            outputSchema = @Tool.OutputSchema(from = ScheduleStory.class),
            annotations =
                    @Tool.Annotations(
                            title = "Mark a schedule's alarms as seen",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse seen(@ToolArg(description = NAME) String schedule) {
        return calls.write(about("seen-schedule"), () -> story(schedules.seen(schedule)));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "trigger_schedule",
            title = "Launch a schedule's run now",
            description = "Launches a run of the schedule now, whatever else runs, and whether or not it is paused.",
            outputSchema = @Tool.OutputSchema(from = Asked.class),
            annotations =
                    @Tool.Annotations(
                            title = "Launch a schedule's run now",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = false,
                            openWorldHint = true))
    ToolResponse trigger(@ToolArg(description = NAME) String schedule) {
        return calls.write(
                about("trigger-schedule"),
                () -> new Asked(
                        schedules.trigger(schedule, calls.caller()).runId(),
                        "list_firings shows what became of it; get_run with this runId the run, as soon as it has started."));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "backfill_schedule",
            title = "Make up for past due times",
            description = "Launches a run for each due time of a period, one after the other, at most a hundred. Those"
                    + " that were made up for before are left out. With dryRun it only says which they are.",
            outputSchema = @Tool.OutputSchema(from = FiringList.class),
            annotations =
                    @Tool.Annotations(
                            title = "Make up for past due times",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = true))
    ToolResponse backfill(
            @ToolArg(description = NAME) String schedule,
            @ToolArg(description = "The beginning, in UTC: 2026-11-27T00:00:00Z") String since,
            @ToolArg(required = false, description = "The end, which does not count itself; now by default") @Nullable String until,
            @ToolArg(required = false, description = "Only say which they are") @Nullable Boolean dryRun) {
        return calls.write(
                about("backfill-schedule"),
                () -> new FiringList(
                        schedules
                                .backfill(
                                        schedule,
                                        time("since", since).toEpochMilli(),
                                        until == null
                                                ? clock.millis()
                                                : time("until", until).toEpochMilli(),
                                        SteeringTools.isSet(dryRun),
                                        calls.caller())
                                .stream()
                                .map(FiringLine::of)
                                .toList(),
                        null));
    }

    private static Instant time(String field, String text) {
        return Objects.requireNonNull(Times.instant(field, text));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "delete_schedule",
            title = "Delete a schedule",
            description = "Deletes a schedule and the record of its firings. Its runs are left alone.",
            outputSchema = @Tool.OutputSchema(from = Deleted.class),
            annotations =
                    @Tool.Annotations(
                            title = "Delete a schedule",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse delete(@ToolArg(description = NAME) String schedule) {
        return calls.write(about("delete-schedule"), () -> {
            schedules.delete(schedule);
            return new Deleted(schedule);
        });
    }
}
