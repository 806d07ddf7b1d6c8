package chad.ide.stats;

import static chad.ide.request.Numbers.timeMs;

import chad.ide.problem.ProblemType;
import chad.ide.request.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which sums a client wants, from the beginning of one bucket to the end of another: what is asked twice within an hour
 * is then the same question.
 *
 * @param sinceMs runs created at this time or later
 * @param untilMs runs created before this time
 * @param zone whose hours and days the buckets are
 */
record StatsQuery(long sinceMs, long untilMs, Bucket bucket, ZoneId zone) {

    private static final Duration USUAL = Duration.ofHours(24);

    enum Bucket {
        HOUR(ChronoUnit.HOURS),
        DAY(ChronoUnit.DAYS);

        private final ChronoUnit unit;

        Bucket(ChronoUnit unit) {
            this.unit = unit;
        }

        ChronoUnit unit() {
            return unit;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Bucket of(String word) {
            return switch (word) {
                case "hour" -> HOUR;
                case "day" -> DAY;
                default -> throw ProblemType.invalid("bucket", word, "`hour` or `day`");
            };
        }
    }

    static StatsQuery parse(
            @Nullable String since,
            @Nullable String until,
            @Nullable String bucket,
            @Nullable String zone,
            long nowMs) {
        long untilMs = Optional.ofNullable(timeMs("until", until)).orElse(nowMs);
        long sinceMs = Optional.ofNullable(timeMs("since", since)).orElse(Math.max(0, untilMs - USUAL.toMillis()));
        if (sinceMs >= untilMs) {
            throw ProblemType.invalid("since", String.valueOf(since), "a time before `until`");
        }
        Bucket asked = bucket == null ? Bucket.HOUR : Bucket.of(bucket);
        ZoneId of = Objects.requireNonNullElse(Times.zone("zone", zone), ZoneOffset.UTC);
        ZonedDateTime last = start(untilMs - 1, asked, of);
        return new StatsQuery(ms(start(sinceMs, asked, of)), ms(last.plus(1, asked.unit())), asked, of);
    }

    private static ZonedDateTime start(long timeMs, Bucket bucket, ZoneId zone) {
        return Instant.ofEpochMilli(timeMs).atZone(zone).truncatedTo(bucket.unit());
    }

    private static long ms(ZonedDateTime time) {
        return time.toInstant().toEpochMilli();
    }
}
