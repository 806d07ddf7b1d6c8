package chad.ide.forecast;

import chad.ide.runs.Unusual;
import chad.ide.runs.Usual;

/**
 * Where a run begins to be unusual, see {@link ForecastConfig}.
 *
 * @param runs from how many others
 * @param factor of what nine of ten runs take
 * @param timeMs by how much it has to be beyond that, at least; so are {@code tokens} and {@code usd}
 */
record Limits(int runs, double factor, long timeMs, long tokens, double usd) {

    static Limits of(ForecastConfig config) {
        return new Limits(
                config.unusualAfter(),
                config.unusualFactor(),
                config.unusualTime().toMillis(),
                config.unusualTokens(),
                config.unusualCents() / 100.0);
    }

    /** In the unit of that kind. */
    double of(Unusual.Kind kind, Usual usual) {
        double least =
                switch (kind) {
                    case TIME -> timeMs;
                    case TOKENS -> tokens;
                    case MONEY -> usd;
                };
        double wide = usual.p50() > 0 ? usual.p90() / usual.p50() : 1;
        return Math.max(usual.p90() * Math.max(factor, wide), usual.p90() + least);
    }
}
