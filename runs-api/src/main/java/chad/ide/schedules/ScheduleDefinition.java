package chad.ide.schedules;

import chad.ide.lifecycle.BudgetLimit;
import chad.ide.lifecycle.LaunchRequest;
import chad.ide.lifecycle.RunOptions;
import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import chad.ide.request.SettingText;
import chad.ide.request.Times;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a schedule launches, when, and what it does when that does not go as planned. */
@Schema(name = "ScheduleDefinition", examples = "{\"workflow\":\"fusion.jsx\",\"cron\":[\"45 4 * * *\"]}")
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record ScheduleDefinition(
        @Schema(description = "The workflow's path under the workflow folder.", examples = "fusion.jsx")
        String workflow,

        @Schema(description = "The input of each run, as with a launch.", implementation = Object.class) @Nullable ObjectNode input,

        @Schema(description = "Settings of each run, as with a launch.", examples = "{\"DRY_RUN\":\"1\"}")
        @JsonDeserialize(contentUsing = SettingText.class)
        @Nullable Map<String, @Nullable String> env,

        @Schema(
                description = "Words by which to find the runs: names with strings, numbers or booleans. `schedule` and"
                        + " `dueAt` are added.",
                implementation = Object.class)
        @Nullable ObjectNode annotations,

        @Schema(description = "The project to work in, as with a launch.", examples = "work") @Nullable String project,

        @Schema(description = "What the models of each run may use and cost, as with a launch.") @Nullable BudgetLimit budget,

        @JsonUnwrapped RunOptions options,

        @Schema(
                description =
                        "Cron expressions of five fields (minute, hour, day of the month, month, day of the week), with"
                                + " the meaning that they have in Unix. Either these or `every`.",
                examples = "[\"45 4 * * 1-5\"]")
        @Nullable List<String> cron,

        @Schema(
                description =
                        "The distance between two due times, as an ISO 8601 duration, from `start` or else from midnight"
                                + " UTC on. Either this or `cron`.",
                examples = "PT15M")
        @Nullable String every,

        @Schema(
                description =
                        "The time zone of the cron expressions. Default: the service's. A local time that does not exist"
                                + " is due when the clocks go forward, one that comes twice is due once.",
                examples = "Europe/Berlin")
        @Nullable String zone,

        @Schema(description = "Nothing is due before this time (ISO 8601).", examples = "2026-12-01T00:00:00Z")
        @Nullable String start,

        @Schema(description = "Nothing is due after this time (ISO 8601).", examples = "2027-01-01T00:00:00Z") @Nullable String end,

        @Schema(
                description =
                        "Each run starts later than its due time by a part of this ISO 8601 duration, always by the same.",
                examples = "PT5M")
        @Nullable String jitter,

        @Schema(description = "What happens while an earlier run has not ended. Default: `skip`.") @Nullable Overlap overlap,

        @Schema(description = "What happens to due times at which the service was down. Default: `latest`.") @Nullable CatchUp catchUp,

        @Schema(
                description = "How late a run may still be launched (ISO 8601 duration). Default: `PT1H`.",
                examples = "PT1H")
        @Nullable String catchUpWindow,

        @Schema(
                description = "Pauses the schedule when so many runs in a row have failed.",
                minimum = "1",
                maximum = "100",
                examples = "3")
        @Nullable Integer pauseAfterFailures,

        @Schema(
                description =
                        "An alarm is raised when a run has not started so long after its due time (ISO 8601 duration)."
                                + " Default: `PT5M`, for which a run that was skipped because of the one before counts as started.",
                examples = "PT5M")
        @Nullable String mustStartWithin,

        @Schema(
                description =
                        "An alarm is raised when a run has not ended so long after its due time (ISO 8601 duration).",
                examples = "PT2H")
        @Nullable String mustFinishWithin,

        @Schema(description = "An alarm is raised when a run ends without success. Default: true.") @Nullable Boolean mustSucceed,

        @Schema(
                description =
                        "The address of a watchdog outside, which raises an alarm when it hears nothing: asked by POST at"
                                + " `/start` of it when a run starts, at itself when one succeeds, and at `/fail` when one does not or a due time"
                                + " came to nothing.",
                examples = "https://hc-ping.com/8c3f…")
        @Nullable String pingUrl,

        @Schema(description = "What it is for.", examples = "The nightly experiments.") @Nullable String description) {

    private static final Duration MAX_DURATION = Duration.ofDays(31);
    private static final Duration USUAL_WINDOW = Duration.ofHours(1);
    private static final Duration USUAL_START = Duration.ofMinutes(5);

    public ScheduleDefinition {
        options = Objects.requireNonNullElseGet(options, ScheduleDefinition::noOptions);
        new LaunchRequest(workflow, input, env, null, annotations, project, budget, options); // the same bounds
        requireTimes(cron, every, zone, start, end);
        cron = cron == null || cron.isEmpty() ? null : List.copyOf(cron);
        duration("jitter", jitter, Duration.ZERO, Duration.ofDays(1));
        duration("catchUpWindow", catchUpWindow, Duration.ZERO, MAX_DURATION);
        Given.between("pauseAfterFailures", pauseAfterFailures, 1, 100);
        duration("mustStartWithin", mustStartWithin, Duration.ofSeconds(1), MAX_DURATION);
        duration("mustFinishWithin", mustFinishWithin, Duration.ofSeconds(1), MAX_DURATION);
        requireAddress(pingUrl);
        Given.text("description", description, 1_000);
    }

    private static RunOptions noOptions() {
        return new RunOptions(null, null, null, null, null, null, null);
    }

    private static @Nullable Duration duration(String field, @Nullable String text, Duration least, Duration most) {
        if (text == null) {
            return null;
        }
        String allowed = "an ISO 8601 duration from %s to %s, such as PT15M".formatted(least, most);
        try {
            Duration duration = Duration.parse(text.strip());
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
            throw ProblemType.invalid(field, text, allowed);
        } catch (DateTimeException notOne) {
            throw ProblemType.invalid(field, text, allowed);
        }
    }

    private static void requireAddress(@Nullable String url) {
        if (url == null) {
            return;
        }
        Given.text("pingUrl", url, 500);
        try {
            URI uri = URI.create(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return;
            }
        } catch (IllegalArgumentException notOne) { // as below
        }
        throw ProblemType.invalid("pingUrl", url, "an address that begins with https:// or http://");
    }

    /** The address of a watchdog is all that one needs to feed it: only its host is left. */
    ScheduleDefinition withoutSecrets() {
        return pingUrl == null ? this : with("https://" + URI.create(pingUrl).getHost());
    }

    /** What came back without its secrets gets those of the definition that it was read from. */
    public ScheduleDefinition withSecretsOf(ScheduleDefinition read) {
        return Objects.equals(pingUrl, read.withoutSecrets().pingUrl()) ? with(read.pingUrl()) : this;
    }

    private ScheduleDefinition with(@Nullable String otherPingUrl) {
        return new ScheduleDefinition(
                workflow,
                input,
                env,
                annotations,
                project,
                budget,
                options,
                cron,
                every,
                zone,
                start,
                end,
                jitter,
                overlap,
                catchUp,
                catchUpWindow,
                pauseAfterFailures,
                mustStartWithin,
                mustFinishWithin,
                mustSucceed,
                otherPingUrl,
                description);
    }

    /** @param usual the zone of a schedule that names none */
    Timetable timetable(ZoneId usual) {
        return timetable(cron, every, zone, start, end, usual);
    }

    /** When it is due that has these members. */
    static Timetable timetable(
            @Nullable List<String> cron,
            @Nullable String every,
            @Nullable String zone,
            @Nullable String start,
            @Nullable String end,
            ZoneId usual) {
        requireTimes(cron, every, zone, start, end);
        return Timetable.of(
                cron == null ? List.of() : cron,
                distance(every),
                Objects.requireNonNullElse(zone(zone), usual),
                Times.instant("start", start),
                Times.instant("end", end));
    }

    /** All but the cron expressions, which are read once, for the timetable. */
    private static void requireTimes(
            @Nullable List<String> cron,
            @Nullable String every,
            @Nullable String zone,
            @Nullable String start,
            @Nullable String end) {
        Given.texts("cron", cron, Timetable.MAX_EXPRESSIONS, 200);
        if ((cron == null || cron.isEmpty()) == (every == null)) {
            throw ProblemType.invalid(
                    "cron", cron == null ? "" : String.valueOf(cron), "cron expressions, or `every`, and not both");
        }
        distance(every);
        zone(zone);
        Instant from = Times.instant("start", start);
        Instant until = Times.instant("end", end);
        if (from != null && until != null && !until.isAfter(from)) {
            throw ProblemType.invalid("end", String.valueOf(end), "a time after `start`");
        }
    }

    private static @Nullable Duration distance(@Nullable String every) {
        return duration("every", every, Timetable.LEAST_DISTANCE, Timetable.MOST_DISTANCE);
    }

    private static @Nullable ZoneId zone(@Nullable String text) {
        return Times.zone("zone", text == null ? null : text.strip());
    }

    /** What to launch for a due time. */
    LaunchRequest launch(String schedule, String runId, Instant due) {
        ObjectNode words = annotations == null ? JsonNodeFactory.instance.objectNode() : annotations.deepCopy();
        words.put("schedule", schedule).put("dueAt", due.toString());
        return new LaunchRequest(workflow, input, env, runId, words, project, budget, options);
    }

    @JsonIgnore
    Overlap overlapOrUsual() {
        return Objects.requireNonNullElse(overlap, Overlap.SKIP);
    }

    @JsonIgnore
    CatchUp catchUpOrUsual() {
        return Objects.requireNonNullElse(catchUp, CatchUp.LATEST);
    }

    @JsonIgnore
    Duration window() {
        return Objects.requireNonNullElse(
                duration("catchUpWindow", catchUpWindow, Duration.ZERO, MAX_DURATION), USUAL_WINDOW);
    }

    @JsonIgnore
    Duration startLimit() {
        return Objects.requireNonNullElse(
                duration("mustStartWithin", mustStartWithin, Duration.ZERO, MAX_DURATION), USUAL_START);
    }

    @JsonIgnore
    @Nullable Duration finishLimit() {
        return duration("mustFinishWithin", mustFinishWithin, Duration.ZERO, MAX_DURATION);
    }

    @JsonIgnore
    boolean needsSuccess() {
        return !Boolean.FALSE.equals(mustSucceed);
    }

    /** Between zero and the jitter, the same for the same due time whoever works it out. */
    Duration delay(String schedule, Instant due) {
        Duration most = duration("jitter", jitter, Duration.ZERO, Duration.ofDays(1));
        if (most == null || most.isZero()) {
            return Duration.ZERO;
        }
        long mixed = (schedule + due.toEpochMilli()).hashCode() * 0x9E3779B97F4A7C15L;
        return Duration.ofMillis(Long.remainderUnsigned(mixed ^ (mixed >>> 32), most.toMillis() + 1));
    }
}
