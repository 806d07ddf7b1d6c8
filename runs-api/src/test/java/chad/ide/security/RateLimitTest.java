package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitTest {

    private final SecurityBench.StoppedClock clock = new SecurityBench.StoppedClock();

    private final Path folder;

    RateLimitTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aMinutesWorthIsThereAtOnceAndComesBackEvenly() {
        RateLimit limit = new RateLimit(30, clock);
        for (int i = 0; i < 30; i++) {
            assertThat(limit.take("a")).isEmpty();
        }

        assertThat(limit.take("a")).contains(Duration.ofSeconds(2));
        assertThat(limit.take("b")).isEmpty();

        clock.pass(Duration.ofSeconds(2));
        assertThat(limit.take("a")).isEmpty();
        assertThat(limit.take("a")).isPresent();
    }

    @Test
    void strangersDoNotFillTheMemory() {
        RateLimit limit = new RateLimit(1, clock);
        for (int i = 0; i < RateLimit.MAX_CALLERS + 1_000; i++) {
            limit.take("stranger " + i);
        }

        assertThat(limit.remembered()).isEqualTo(RateLimit.MAX_CALLERS);
    }

    @Test
    void lookingTakesNothingAndRemembersNobody() {
        RateLimit limit = new RateLimit(1, clock);

        assertThat(limit.look("a")).isEmpty();
        assertThat(limit.remembered()).isZero();
        assertThat(limit.take("a")).isEmpty();
        assertThat(limit.look("a")).isPresent();
    }

    @Test
    void afterTooManyFailuresNotEvenTheRightKeyCountsUnlessItDidBefore() {
        SecurityBench bench = new SecurityBench(folder).set("failed-sign-ins-per-minute", "3");
        FailedSignIns failures =
                new FailedSignIns(bench.config(), clock, new KnownCallers(bench.config(), bench.warnings));
        ApiKey known = new ApiKey("known", true, "a-key-that-was-here-before");
        ApiKey guessed = new ApiKey("guessed", true, "a-key-that-was-guessed");
        assertThat(failures.admits("10.0.0.1", known)).isEmpty();

        for (int i = 0; i < 3; i++) {
            assertThat(failures.failed("10.0.0.1")).isEmpty();
        }

        assertThat(failures.failed("10.0.0.1")).isPresent();
        assertThat(failures.admits("10.0.0.1", guessed)).isPresent();
        assertThat(failures.admits("10.0.0.1", known)).isEmpty();
        assertThat(failures.admits("10.0.0.2", guessed)).isEmpty();
        clock.pass(Duration.ofSeconds(20));
        assertThat(failures.admits("10.0.0.1", guessed)).isEmpty();
    }
}
