package chad.ide.forecast;

import chad.ide.runs.Accuracy;
import chad.ide.runs.Unusual;
import chad.ide.runs.Usual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the last runs of a workflow took. */
final class Habit {

    static final Habit NONE = new Habit(List.of());

    /** {@link Spread} wants a unit of which one is little. */
    private static final double MICRO = 1e6;

    private final List<PastRun> newestFirst;

    Habit(List<PastRun> newestFirst) {
        this.newestFirst = List.copyOf(newestFirst);
    }

    List<PastRun> runs() {
        return newestFirst;
    }

    /**
     * What is usual of some of the runs.
     *
     * @param alike whether these are only those that were launched alike
     */
    record Basis(List<PastRun> runs, boolean alike) {

        /** In milliseconds. */
        Optional<Usual> time(int atLeast) {
            return usual(run -> new Figure(run.executedMs(), Accuracy.EXACT), 1, atLeast);
        }

        Optional<Usual> tokens(int atLeast) {
            return usual(PastRun::tokens, 1, atLeast).filter(usual -> usual.p90() > 0);
        }

        /** In US dollars. */
        Optional<Usual> usd(int atLeast) {
            return usual(PastRun::usd, MICRO, atLeast).filter(usual -> usual.p90() > 0);
        }

        Optional<Usual> of(Unusual.Kind kind, int atLeast) {
            return switch (kind) {
                case TIME -> time(atLeast);
                case TOKENS -> tokens(atLeast);
                case MONEY -> usd(atLeast);
            };
        }

        private Optional<Usual> usual(Function<PastRun, @Nullable Figure> of, double scale, int atLeast) {
            List<Figure> known = runs.stream().map(of).filter(Objects::nonNull).toList();
            if (known.size() < atLeast) {
                return Optional.empty();
            }
            Spread spread = Spread.of(
                    known.stream().mapToDouble(figure -> figure.value() * scale).toArray());
            Accuracy accuracy =
                    known.stream().map(Figure::accuracy).reduce(Accuracy::with).orElse(Accuracy.EXACT);
            return Optional.of(new Usual(
                    Math.round(spread.p50()) / scale, Math.round(spread.p90()) / scale, known.size(), accuracy));
        }

        /** How many models half of the runs asked at most; empty when none is known to have asked any. */
        Optional<Integer> models() {
            int[] asked = runs.stream()
                    .mapToInt(PastRun::models)
                    .filter(models -> models > 0)
                    .sorted()
                    .toArray();
            return asked.length == 0 ? Optional.empty() : Optional.of(asked[(asked.length - 1) / 2]);
        }
    }

    /**
     * Those that were launched alike where there are enough of them, else all. Runs of six models and of twelve have little
     * in common, and of two modes that the launch tells apart the median is off by 6 instead of 10 % (see {@link Spread}).
     *
     * @param except the id of a run that is compared with the others; null for none
     */
    Basis basis(Map<String, String> traits, @Nullable String except, int atLeast) {
        List<PastRun> others =
                newestFirst.stream().filter(run -> !run.id().equals(except)).toList();
        List<PastRun> alike =
                others.stream().filter(run -> run.traits().equals(traits)).toList();
        return alike.size() >= atLeast && alike.size() < others.size()
                ? new Basis(alike, true)
                : new Basis(others, false);
    }

    /** What each run took of its own far more of than the others, by position. */
    Map<Long, List<Unusual>> unusual(Limits limits) {
        Map<Long, List<Unusual>> found = new HashMap<>();
        for (PastRun run : newestFirst) {
            Basis others = basis(run.traits(), run.id(), limits.runs());
            List<Unusual> unusual = new ArrayList<>();
            add(unusual, Unusual.Kind.TIME, (double) run.executedMs(), others, limits, false);
            add(unusual, Unusual.Kind.TOKENS, value(run.tokens()), others, limits, false);
            add(unusual, Unusual.Kind.MONEY, value(run.usd()), others, limits, false);
            if (!unusual.isEmpty()) {
                found.put(run.position(), unusual);
            }
        }
        return found;
    }

    private static @Nullable Double value(@Nullable Figure figure) {
        return figure == null ? null : Double.valueOf(figure.value());
    }

    /** @param isGoing whether the run still takes more of it */
    static void add(
            List<Unusual> unusual,
            Unusual.Kind kind,
            @Nullable Double value,
            Basis others,
            Limits limits,
            boolean isGoing) {
        if (value != null) {
            others.of(kind, limits.runs())
                    .filter(usual -> value > limits.of(kind, usual))
                    .map(usual -> new Unusual(kind, value, usual, ForecastWords.unusual(kind, value, usual, isGoing)))
                    .ifPresent(unusual::add);
        }
    }
}
