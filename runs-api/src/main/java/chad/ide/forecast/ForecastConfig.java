package chad.ide.forecast;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** From how many runs a forecast is made, and how far from it a run is called unusual. */
@ConfigMapping(prefix = "runs.forecast")
interface ForecastConfig {

    /** How many finished runs of a workflow are looked at. More tell little: a run of long ago weighs next to nothing. */
    @WithDefault("50")
    @WithConverter(WholeNumber.From5To500.class)
    int runs();

    /** With fewer there is no forecast: nine of ten runs can't be told from four. */
    @WithDefault("5")
    @WithConverter(WholeNumber.From5To500.class)
    int atLeast();

    /** With fewer no run is called unusual: what nine of ten runs take is a guess of a factor of two by then. */
    @WithDefault("10")
    @WithConverter(WholeNumber.From5To500.class)
    int unusualAfter();

    /**
     * A run is unusual beyond this multiple of what nine of ten take, or beyond the square of that over the median where
     * runs are spread wider. Of generated log-normal durations that is fewer than one run in a hundred, whatever their spread.
     */
    @WithDefault("2")
    @WithConverter(WholeNumber.From1To100.class)
    int unusualFactor();

    /** By this much at least: of a run of some seconds the start of the process is a large part. */
    @WithDefault("1m")
    Duration unusualTime();

    /** By so many tokens at least. */
    @WithDefault("1000")
    @WithConverter(WholeNumber.From1To100000.class)
    int unusualTokens();

    /** By so many hundredths of a US dollar at least. */
    @WithDefault("1")
    @WithConverter(WholeNumber.From1To100000.class)
    int unusualCents();

    /** How often the ends of runs are taken in. */
    @WithDefault("1s")
    String lookEvery();
}
