package chad.ide.schedules;

import chad.ide.problem.ProblemType;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule is due: a sequence of instants, by cron expressions in a zone or by a fixed distance.
 *
 * <p>Cron expressions are about local time, so the library is asked in a calendar without daylight saving and its answers
 * are placed in the zone here: a local time that does not exist falls on the moment at which the clocks go forward, and one
 * that comes twice is the first of the two.
 */
final class Timetable {

    static final int MAX_EXPRESSIONS = 10;
    static final Duration LEAST_DISTANCE = Duration.ofSeconds(10);
    static final Duration MOST_DISTANCE = Duration.ofDays(366);

    /** Local times that come twice are passed over one by one; clocks go back by three hours at most, in minutes. */
    private static final int MAX_STEPS = 500;

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** Many schedules share an expression, and to parse one takes as long as ten due times. Emptied when it is full. */
    private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();

    private static final int MAX_PARSED = 4_000;

    private final List<String> expressions;
    private final List<Parsed> crons;
    private final @Nullable Duration every;
    private final ZoneId zone;
    private final Instant from;
    private final @Nullable Instant until;

    private Timetable(
            List<String> expressions,
            List<Parsed> crons,
            @Nullable Duration every,
            ZoneId zone,
            @Nullable Instant from,
            @Nullable Instant until) {
        this.expressions = List.copyOf(expressions);
        this.crons = crons;
        this.every = every;
        this.zone = zone;
        this.from = from == null ? Instant.EPOCH : from;
        this.until = until;
    }

    /** A valid expression, in the library's terms. Neither changes, so that threads may share them. */
    private record Parsed(Cron cron, ExecutionTime time) {}

    /** Those that are equal are due at the same instants. */
    record Same(
            List<String> expressions,
            @Nullable Duration every,
            ZoneId zone,
            Instant from,
            @Nullable Instant until) {}

    /**
     * @param expressions cron expressions of five fields, with Unix' meaning; empty when there is a distance
     * @param every counted from {@code from}, or without it from midnight UTC of 1 January 1970
     * @param until the last instant that may be due
     * @throws chad.edge.ProblemException 400 for what is no expression, or never due
     */
    static Timetable of(
            List<String> expressions,
            @Nullable Duration every,
            ZoneId zone,
            @Nullable Instant from,
            @Nullable Instant until) {
        List<Parsed> crons = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            crons.add(parsed("cron[%d]".formatted(i), expressions.get(i)));
        }
        return new Timetable(expressions, List.copyOf(crons), every, zone, from, until);
    }

    private static Parsed parsed(String field, String expression) {
        Parsed known = PARSED.get(expression);
        if (known != null) {
            return known;
        }
        Parsed parsed = parse(field, expression);
        if (PARSED.size() >= MAX_PARSED) {
            PARSED.clear();
        }
        PARSED.put(expression, parsed);
        return parsed;
    }

    private static Parsed parse(String field, String expression) {
        String allowed =
                "five fields (minute, hour, day of the month, month, day of the week), such as `45 4 * * 1-5`: ";
        if (expression.strip().split("\\s+").length != 5) {
            throw ProblemType.invalid(field, expression, allowed + "it does not have five");
        }
        Cron cron;
        try {
            cron = PARSER.parse(expression.strip()).validate();
        } catch (IllegalArgumentException wrong) {
            throw ProblemType.invalid(field, expression, allowed + wrong.getMessage());
        }
        ExecutionTime time = ExecutionTime.forCron(cron);
        if (time.nextExecution(Instant.EPOCH.atZone(ZoneOffset.UTC)).isEmpty()) {
            throw ProblemType.invalid(field, expression, "an expression that is due at some time; this one never is");
        }
        return new Parsed(cron, time);
    }

    /** What it has in common with all that are due at the same instants. */
    Same same() {
        return new Same(expressions, every, zone, from, until);
    }

    ZoneId zone() {
        return zone;
    }

    /** The first due instant after that one; empty when there is none any more. */
    Optional<Instant> next(Instant after) {
        Instant beyond = after.isBefore(from) ? from.minusMillis(1) : after;
        Optional<Instant> next = every == null
                ? crons.stream()
                        .flatMap(cron -> next(cron.time(), beyond).stream())
                        .min(Instant::compareTo)
                : Optional.of(next(every, beyond));
        return next.filter(due -> until == null || !due.isAfter(until));
    }

    private Instant next(Duration distance, Instant after) {
        long step = distance.toMillis();
        long passed = Math.floorDiv(after.toEpochMilli() - from.toEpochMilli(), step);
        return from.plusMillis((passed + 1) * step);
    }

    private Optional<Instant> next(ExecutionTime time, Instant after) {
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        for (int i = 0; i < MAX_STEPS; i++) {
            Optional<ZonedDateTime> next = time.nextExecution(local.atZone(ZoneOffset.UTC));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            local = next.get().toLocalDateTime();
            Instant due = instant(local);
            if (due.isAfter(after)) {
                return Optional.of(due);
            }
        }
        return Optional.empty();
    }

    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : ZonedDateTime.ofLocal(local, zone, null).toInstant();
    }

    /** Due instants after the first, up to the second and including it, oldest first. */
    List<Instant> between(Instant after, Instant upTo, int most) {
        List<Instant> due = new ArrayList<>();
        Instant at = after;
        while (due.size() < most) {
            Optional<Instant> next = next(at).filter(instant -> !instant.isAfter(upTo));
            if (next.isEmpty()) {
                break;
            }
            at = next.get();
            due.add(at);
        }
        return due;
    }

    /** For example {@code every weekday at 04:45 (Europe/Berlin)}. */
    String says() {
        if (every != null) {
            return "every " + distance(every);
        }
        return IntStream.range(0, crons.size())
                        .mapToObj(i ->
                                CronWords.of(expressions.get(i), crons.get(i).cron()))
                        .collect(Collectors.joining("; "))
                + " (" + zone.getId() + ")";
    }

    private static String distance(Duration every) {
        List<String> parts = new ArrayList<>();
        part(parts, every.toDaysPart(), "day");
        part(parts, every.toHoursPart(), "hour");
        part(parts, every.toMinutesPart(), "minute");
        part(parts, every.toSecondsPart(), "second");
        return String.join(" and ", parts).replaceFirst("^1 (\\w+)$", "$1");
    }

    private static void part(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit + (count == 1 ? "" : "s"));
        }
    }
}
