package chad.refresh;

import static chad.refresh.ApiKeys.Verdict.OPERATOR;
import static chad.refresh.ApiKeys.Verdict.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class WrongKeysTest {

    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-06-13T04:45:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final Hands clock = new Hands();
    private final WrongKeys keys = new WrongKeys(clock);

    private void guess() {
        for (int i = 0; i < WrongKeys.PER_MINUTE; i++) {
            assertThat(keys.admits("guess-" + i, REFUSED)).isTrue();
        }
        assertThat(keys.admits("one-too-many", REFUSED)).isFalse();
    }

    /** There was no limit. */
    @Test
    void aGuessIsNotAnsweredWhenThereWereTooMany() {
        guess();
        assertThat(keys.admits("a-right-guess", OPERATOR)).isFalse();

        clock.now = clock.now.plusSeconds(60);

        assertThat(keys.admits("a-right-guess", OPERATOR)).isTrue();
    }

    @Test
    void whoWasInStaysIn() {
        assertThat(keys.admits("the-key-of-cron", OPERATOR)).isTrue();
        guess();

        assertThat(keys.admits("the-key-of-cron", OPERATOR)).isTrue();
    }
}
