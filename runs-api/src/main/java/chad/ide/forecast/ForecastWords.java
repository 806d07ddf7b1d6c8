package chad.ide.forecast;

import chad.ide.runs.Accuracy;
import chad.ide.runs.Forecast;
import chad.ide.runs.Unusual;
import chad.ide.runs.Usual;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Forecasts in words that the dashboard, the CLI and models have in common. */
final class ForecastWords {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private ForecastWords() {}

    /** {@code 40 s}, {@code 4 min}, {@code 1 h 20 min}, {@code 2 d 3 h}. */
    static String time(double ms) {
        long rounded = Math.round(ms);
        if (rounded < 10 * SECOND) {
            return String.format(Locale.ROOT, "%.1f s", ms / SECOND);
        }
        if (rounded < 100 * SECOND) {
            return Math.round(ms / SECOND) + " s";
        }
        if (rounded < 100 * MINUTE) {
            return Math.round(ms / MINUTE) + " min";
        }
        return rounded < 2 * DAY ? two(rounded, HOUR, "h", MINUTE, "min") : two(rounded, DAY, "d", HOUR, "h");
    }

    private static String two(long ms, long large, String largeUnit, long small, String smallUnit) {
        long whole = Math.round((double) ms / small);
        long ratio = large / small;
        long rest = whole % ratio;
        return "%d %s".formatted(whole / ratio, largeUnit) + (rest == 0 ? "" : " %d %s".formatted(rest, smallUnit));
    }

    static String tokens(double tokens) {
        return String.format(Locale.ROOT, "%,d tokens", Math.round(tokens));
    }

    /** Two figures that count, as in {@code $0.034}, and whole cents from ten cents on. */
    static String usd(double usd) {
        int digits = usd >= 0.1 || usd <= 0 ? 2 : Math.min(6, 1 + (int) Math.ceil(-Math.log10(usd)));
        return String.format(Locale.ROOT, "$%." + digits + "f", usd);
    }

    private static String amount(Unusual.Kind kind, double value) {
        return switch (kind) {
            case TIME -> time(value);
            case TOKENS -> tokens(value);
            case MONEY -> usd(value);
        };
    }

    /** {@code 3 to 5 min}; the unit once where both have the same. */
    static String usually(Unusual.Kind kind, Usual usual) {
        String from = amount(kind, usual.p50());
        String to = amount(kind, usual.p90());
        if (from.equals(to)) {
            return from;
        }
        String unit = to.replaceFirst("^[^ ]+", "");
        boolean isOnce = !unit.isEmpty()
                && from.endsWith(unit)
                && from.replaceFirst("^[^ ]+", "").equals(unit);
        return (isOnce ? from.substring(0, from.length() - unit.length()) : from) + " to " + to;
    }

    static String unusual(Unusual.Kind kind, double value, Usual usual, boolean isGoing) {
        String took =
                switch (kind) {
                    case TIME -> isGoing ? "It has been executed for %s" : "It was executed for %s";
                    case TOKENS -> isGoing ? "It has used %s" : "It used %s";
                    case MONEY -> isGoing ? "It has cost %s" : "It cost %s";
                };
        return took.formatted(amount(kind, value)) + ", usually %s.".formatted(usually(kind, usual));
    }

    /** In the order in which somebody wants to know it before a launch. */
    static String says(Forecast forecast, int atLeast) {
        if (forecast.timeMs() == null) {
            return "No forecast: %s, and it takes %d.".formatted(finished(forecast.runs()), atLeast);
        }
        List<String> parts = new ArrayList<>();
        parts.add(during(forecast.executedMs()) + usually(Unusual.Kind.TIME, forecast.timeMs()));
        Integer models = forecast.models();
        if (models != null) {
            parts.add(models == 1 ? "1 model" : models + " models");
        }
        if (forecast.tokens() != null) {
            parts.add(before(forecast.tokens()) + usually(Unusual.Kind.TOKENS, forecast.tokens()));
        }
        if (forecast.costUsd() != null) {
            parts.add(before(forecast.costUsd()) + usually(Unusual.Kind.MONEY, forecast.costUsd()));
        }
        return "%s, by the last %d runs%s."
                .formatted(
                        String.join(", ", parts),
                        forecast.runs(),
                        forecast.alike() ? " that were launched like this one" : "");
    }

    private static String during(@Nullable Long executedMs) {
        return executedMs == null ? "Usually " : time(executedMs) + " in, usually ";
    }

    private static String before(Usual usual) {
        return usual.accuracy() == Accuracy.EXACT ? "" : usual.accuracy().before();
    }

    private static String finished(int runs) {
        return switch (runs) {
            case 0 -> "no run has finished";
            case 1 -> "only 1 finished run";
            default -> "only %d finished runs".formatted(runs);
        };
    }
}
