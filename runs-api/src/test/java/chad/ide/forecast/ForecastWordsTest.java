package chad.ide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.runs.Accuracy;
import chad.ide.runs.Forecast;
import chad.ide.runs.Unusual;
import chad.ide.runs.Usual;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastWordsTest {

    private static Usual usual(double p50, double p90, Accuracy accuracy) {
        return new Usual(p50, p90, 20, accuracy);
    }

    private static String says(boolean alike, @Nullable Long executedMs) {
        return ForecastWords.says(
                new Forecast(
                        "fusion.jsx",
                        "fusion",
                        20,
                        alike,
                        usual(180_000, 300_000, Accuracy.EXACT),
                        usual(2_400, 3_100, Accuracy.EXACT),
                        usual(0.031, 0.0449, Accuracy.AT_LEAST),
                        6,
                        executedMs,
                        ""),
                5);
    }

    @Test
    void beforeALaunchAllOfItIsSaid() {
        assertThat(says(false, null))
                .isEqualTo("Usually 3 to 5 min, 6 models, 2,400 to 3,100 tokens, at least $0.031 to $0.045,"
                        + " by the last 20 runs.");
    }

    @Test
    void ofARunThatGoesOnItSaysHowFarItIs() {
        assertThat(says(true, 240_000L))
                .startsWith("4 min in, usually 3 to 5 min, ")
                .endsWith("by the last 20 runs that were launched like this one.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | No forecast: no run has finished, and it takes 5.",
                "1 | No forecast: only 1 finished run, and it takes 5.",
                "3 | No forecast: only 3 finished runs, and it takes 5."
            })
    void withTooFewRunsItSaysHowManyThereAre(int runs, String words) {
        assertThat(ForecastWords.says(new Forecast("a.jsx", null, runs, false, null, null, null, null, null, ""), 5))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"400, 0.4 s", "61000, 61 s", "240000, 4 min", "4800000, 80 min", "7200000, 2 h", "8400000, 2 h 20 min"})
    void timesAreShort(double ms, String words) {
        assertThat(ForecastWords.time(ms)).isEqualTo(words);
    }

    @Test
    void oneFigureStandsForTwoThatLookTheSame() {
        assertThat(ForecastWords.usually(Unusual.Kind.TIME, usual(181_000, 182_000, Accuracy.EXACT)))
                .isEqualTo("3 min");
        assertThat(ForecastWords.usually(Unusual.Kind.TIME, usual(40_000, 182_000, Accuracy.EXACT)))
                .isEqualTo("40 s to 3 min");
    }
}
