package chad.ide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.runs.Accuracy;
import chad.ide.runs.Unusual;
import chad.ide.runs.Usual;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HabitTest {

    private static final Limits LIMITS = new Limits(10, 2, 60_000, 1_000, 0.01);

    private static PastRun run(int number, double ms, @Nullable Figure tokens, Map<String, String> traits) {
        return new PastRun(number, "r-" + number, Math.round(ms), tokens, null, 3, traits);
    }

    private static PastRun run(int number, double ms) {
        return run(number, ms, null, Map.of());
    }

    private static Habit habit(int runs, double spread, Random random) {
        List<PastRun> past = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            past.add(run(i, 240_000 * Math.exp(spread * random.nextGaussian())));
        }
        return new Habit(past);
    }

    @Test
    void runsThatWereLaunchedAlikeCountAlone() {
        List<PastRun> past = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            boolean isSmall = i % 2 == 0;
            past.add(run(
                    i,
                    (isSmall ? 60_000 : 600_000) * Math.exp(0.2 * random.nextGaussian()),
                    null,
                    Map.of("CHAD_FUSION_MAX", isSmall ? "3" : "12")));
        }
        Habit habit = new Habit(past);

        Habit.Basis small = habit.basis(Map.of("CHAD_FUSION_MAX", "3"), null, 5);
        Habit.Basis other = habit.basis(Map.of("CHAD_FUSION_MAX", "7"), null, 5);

        assertThat(small.alike()).isTrue();
        assertThat(small.runs()).hasSize(25);
        assertThat(small.time(5).orElseThrow().p50()).isBetween(48_000.0, 72_000.0);
        assertThat(other.alike()).isFalse();
        assertThat(other.time(5).orElseThrow().runs()).isEqualTo(50);
    }

    @Test
    void fourRunsTellNothing() {
        assertThat(habit(4, 0.3, new Random(5)).basis(Map.of(), null, 5).time(5))
                .isEmpty();
        assertThat(habit(5, 0.3, new Random(5)).basis(Map.of(), null, 5).time(5))
                .isPresent();
    }

    @Test
    void whatIsNotKnownOfARunIsLeftOutAndNoModelIsNoForecastOfTokens() {
        List<PastRun> past = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            past.add(run(i, 60_000, i < 4 ? null : new Figure(2_400, Accuracy.AT_LEAST), Map.of()));
        }
        List<PastRun> probes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            probes.add(run(i, 60_000, new Figure(0, Accuracy.EXACT), Map.of()));
        }

        assertThat(new Habit(past).basis(Map.of(), null, 5).tokens(5))
                .contains(new Usual(2_400, 2_400, 8, Accuracy.AT_LEAST));
        assertThat(new Habit(probes).basis(Map.of(), null, 5).tokens(5)).isEmpty();
    }

    /** A mark that is often wrong is soon overlooked. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.5, 1})
    void ofRunsThatAreLikeTheOthersHardlyOneIsUnusual(double spread) {
        Random random = new Random(7);
        int alarms = 0;
        for (int i = 0; i < 400; i++) {
            alarms += habit(50, spread, random).unusual(LIMITS).size();
        }

        assertThat(alarms / (400.0 * 50)).isLessThan(0.01);
    }

    @Test
    void aRunFarOutsideIsUnusualAndSaysSo() {
        List<PastRun> past = new ArrayList<>(habit(30, 0.2, new Random(9)).runs());
        past.add(run(99, 1_440_000));

        Map<Long, List<Unusual>> unusual = new Habit(past).unusual(LIMITS);

        assertThat(unusual).containsOnlyKeys(99L);
        assertThat(unusual.getOrDefault(99L, List.of())).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(Unusual.Kind.TIME);
            assertThat(one.says()).matches("It was executed for 24 min, usually \\d to \\d min\\.");
        });
    }

    /** Of a run of two seconds the start of its process is a large part. */
    @Test
    void secondsMoreAreNothingUnusual() {
        List<PastRun> past = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            past.add(run(i, 2_000));
        }
        past.add(run(99, 20_000));

        assertThat(new Habit(past).unusual(LIMITS)).isEmpty();
    }
}
