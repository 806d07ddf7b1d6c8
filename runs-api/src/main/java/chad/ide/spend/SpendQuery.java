package chad.ide.spend;

import static chad.ide.request.Numbers.timeMs;

import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import chad.ide.request.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of spend.
 *
 * @param sinceMs the hours that begin at this time or later
 * @param untilMs the hours that begin before this time
 * @param zone whose days they are
 * @param label by whose values it is divided; null for anything else
 */
public record SpendQuery(
        Spend.By by,
        long sinceMs,
        long untilMs,
        ZoneId zone,
        @Nullable String workflow,
        @Nullable String model,
        @Nullable String run,
        @Nullable String label) {

    /** The annotation that a schedule gives its runs. */
    private static final String SCHEDULE = "schedule";

    private static final Duration USUAL = Duration.ofDays(7);
    private static final int MAX_NAME_CHARS = 512;

    /** Near three years. */
    private static final int MAX_DAYS = 1_000;

    /** Whole days of the zone; seven up to today by default. */
    public static SpendQuery parse(
            @Nullable String by,
            @Nullable String since,
            @Nullable String until,
            @Nullable String zone,
            @Nullable String workflow,
            @Nullable String model,
            @Nullable String run,
            @Nullable String label,
            long nowMs) {
        ZoneId of = Objects.requireNonNullElse(Times.zone("zone", zone), ZoneOffset.UTC);
        long untilMs = Optional.ofNullable(timeMs("until", until)).orElse(nowMs);
        long sinceMs = Optional.ofNullable(timeMs("since", since))
                .orElse(Math.max(
                        0,
                        untilMs
                                - USUAL.toMillis()
                                + ChronoUnit.DAYS.getDuration().toMillis()));
        if (sinceMs >= untilMs) {
            throw ProblemType.invalid("since", String.valueOf(since), "a time before `until`");
        }
        if (untilMs - sinceMs > Duration.ofDays(MAX_DAYS).toMillis()) {
            throw ProblemType.invalid(
                    "since", String.valueOf(since), "at most %d days before `until`".formatted(MAX_DAYS));
        }
        Given.text("workflow", workflow, MAX_NAME_CHARS);
        Given.text("model", model, MAX_NAME_CHARS);
        Given.text("run", run, MAX_NAME_CHARS);
        Given.text("label", label, MAX_NAME_CHARS);
        Spend.By divided = by(by);
        if ((divided == Spend.By.LABEL) != (label != null && !label.isBlank())) {
            throw ProblemType.invalid(
                    "label", String.valueOf(label), "the name of an annotation, together with `by=label`");
        }
        return new SpendQuery(
                divided,
                ms(day(sinceMs, of)),
                ms(day(untilMs - 1, of).plusDays(1)),
                of,
                workflow,
                model,
                run,
                divided == Spend.By.SCHEDULE ? SCHEDULE : label);
    }

    private static ZonedDateTime day(long timeMs, ZoneId zone) {
        return Instant.ofEpochMilli(timeMs).atZone(zone).truncatedTo(ChronoUnit.DAYS);
    }

    private static long ms(ZonedDateTime time) {
        return time.toInstant().toEpochMilli();
    }

    ZonedDateTime dayOf(long timeMs) {
        return day(timeMs, zone);
    }

    private static Spend.By by(@Nullable String word) {
        return word == null
                ? Spend.By.MODEL
                : Arrays.stream(Spend.By.values())
                        .filter(by -> by.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> ProblemType.invalid(
                                "by",
                                word,
                                Arrays.stream(Spend.By.values())
                                        .map(by -> "`" + by.word() + "`")
                                        .collect(Collectors.joining(", "))));
    }
}
