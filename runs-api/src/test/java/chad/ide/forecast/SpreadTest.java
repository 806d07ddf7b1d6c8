package chad.ide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of histories whose law is known the median is told within 20 % on average, and the ninth decile covers 85 to 95 % of what
 * comes next.
 */
class SpreadTest {

    private static final int HISTORIES = 3_000;
    private static final int RUNS = 50;

    /** What a run takes, by how many come after it before the one that is asked for. */
    private interface Law {
        double next(Random random, int age);
    }

    private static double around(Random random, double median, double spread) {
        return median * Math.exp(spread * random.nextGaussian());
    }

    private static Law modes(double share) {
        return (random, age) -> around(random, random.nextDouble() < share ? 60_000 : 400_000, 0.3);
    }

    private static Law growing(double rate) {
        return (random, age) -> around(random, 60_000 * Math.pow(1 + rate, -age), 0.3);
    }

    static Stream<Arguments> laws() {
        return Stream.of(
                Arguments.of("log-normal, narrow", (Law) (random, age) -> around(random, 60_000, 0.2)),
                Arguments.of("log-normal", (Law) (random, age) -> around(random, 60_000, 0.5)),
                Arguments.of("log-normal, wide", (Law) (random, age) -> around(random, 60_000, 1)),
                Arguments.of("two modes, 70 to 30", modes(0.7)),
                Arguments.of("two modes, 85 to 15", modes(0.85)),
                Arguments.of("growing by half a per cent", growing(0.005)),
                Arguments.of("growing by one per cent", growing(0.01)),
                Arguments.of("growing by two per cent", growing(0.02)),
                Arguments.of("doubled", (Law) (random, age) -> around(random, age <= 15 ? 120_000 : 60_000, 0.3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laws")
    void theMedianIsNearAndTheNinthDecileCovers(String name, Law law) {
        Random random = new Random(29);
        double median = median(law, random);
        double off = 0;
        int covered = 0;
        for (int i = 0; i < HISTORIES; i++) {
            Spread spread = Spread.of(history(law, random, RUNS));
            off += Math.abs(spread.p50() / median - 1);
            covered += law.next(random, 0) <= spread.p90() ? 1 : 0;
        }

        assertThat(off / HISTORIES).as("mean error of the median").isLessThan(0.2);
        assertThat((double) covered / HISTORIES)
                .as("covered by the ninth decile")
                .isBetween(0.85, 0.95);
    }

    @Test
    void fiveRunsCoverAlmostAsMuch() {
        Law law = (random, age) -> around(random, 60_000, 0.5);
        Random random = new Random(31);
        int covered = 0;
        for (int i = 0; i < HISTORIES; i++) {
            covered += law.next(random, 0) <= Spread.of(history(law, random, 5)).p90() ? 1 : 0;
        }

        assertThat((double) covered / HISTORIES).isBetween(0.85, 0.95);
    }

    @Test
    void runsThatTakeTheSameTellJustThat() {
        double[] same = new double[20];
        Arrays.fill(same, 4_000);

        assertThat(Spread.of(same).p50()).isBetween(3_999.9, 4_000.1);
        assertThat(Spread.of(same).p90()).isBetween(3_999.9, 4_000.1);
        assertThat(Spread.of(new double[20])).isEqualTo(new Spread(0, 0));
    }

    private static double[] history(Law law, Random random, int runs) {
        double[] newestFirst = new double[runs];
        for (int i = 0; i < runs; i++) {
            newestFirst[i] = law.next(random, i + 1);
        }
        return newestFirst;
    }

    private static double median(Law law, Random random) {
        double[] many =
                random.doubles(100_000).map(any -> law.next(random, 0)).sorted().toArray();
        return many[many.length / 2];
    }
}
