package chad.ide.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

/** Which hours and days a question is about. */
class StatsQueryTest {

    private static final long NOW = Instant.parse("2026-11-27T08:12:13Z").toEpochMilli();

    private static long ms(String time) {
        return ZonedDateTime.parse(time).toInstant().toEpochMilli();
    }

    @Test
    void theLastDayIsWholeHours() {
        StatsQuery query = StatsQuery.parse(null, null, null, null, NOW);

        assertThat(query.sinceMs()).isEqualTo(ms("2026-11-26T08:00:00Z"));
        assertThat(query.untilMs()).isEqualTo(ms("2026-11-27T09:00:00Z"));
        assertThat(Buckets.of(query).count()).isEqualTo(25);
    }

    @Test
    void whatIsAskedTwiceWithinAnHourIsOneQuestion() {
        assertThat(StatsQuery.parse(null, null, null, null, NOW))
                .isEqualTo(StatsQuery.parse(
                        null, null, null, null, NOW + Duration.ofMinutes(40).toMillis()));
    }

    /** Europe/Berlin: 23 hours on 29 March 2026, 25 hours on 25 October. */
    @Test
    void aDayIsAsLongAsItsZoneMakesIt() {
        StatsQuery spring = StatsQuery.parse(
                "" + ms("2026-03-28T12:00:00+01:00"),
                "" + ms("2026-03-31T00:00:00+02:00"),
                "day",
                "Europe/Berlin",
                NOW);
        Buckets days = Buckets.of(spring);

        assertThat(days.count()).isEqualTo(3);
        assertThat(days.startMs(0)).isEqualTo(ms("2026-03-28T00:00:00+01:00"));
        assertThat(Duration.ofMillis(days.startMs(2) - days.startMs(1))).isEqualTo(Duration.ofHours(23));
        assertThat(days.endMs()).isEqualTo(ms("2026-03-31T00:00:00+02:00"));
    }

    /** The hour from two to three is there twice on 25 October 2026. */
    @Test
    void anHourThatIsThereTwiceIsTwoBuckets() {
        StatsQuery autumn = StatsQuery.parse(
                "" + ms("2026-10-25T00:00:00+02:00"),
                "" + ms("2026-10-26T00:00:00+01:00"),
                "hour",
                "Europe/Berlin",
                NOW);

        assertThat(Buckets.of(autumn).count()).isEqualTo(25);
    }

    @Test
    void aTimeIsFoundInItsBucketAndNowhereElse() {
        Buckets hours = Buckets.of(StatsQuery.parse(null, null, null, null, NOW));

        assertThat(hours.indexOf(ms("2026-11-26T07:59:59.999Z"))).isNegative();
        assertThat(hours.indexOf(ms("2026-11-26T08:00:00Z"))).isZero();
        assertThat(hours.indexOf(ms("2026-11-26T08:59:59.999Z"))).isZero();
        assertThat(hours.indexOf(ms("2026-11-27T08:30:00Z"))).isEqualTo(24);
        assertThat(hours.indexOf(ms("2026-11-27T09:00:00Z"))).isNegative();
    }

    @Test
    void whatCanNotBeAnsweredIsRefused() {
        assertThatThrownBy(() -> StatsQuery.parse("5", "5", null, null, NOW)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> StatsQuery.parse(null, "0", null, null, NOW)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> StatsQuery.parse(null, null, "week", null, NOW))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> StatsQuery.parse(null, null, null, "Mars/Olympus", NOW))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Buckets.of(StatsQuery.parse("0", null, "hour", null, NOW)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1000");
    }
}
