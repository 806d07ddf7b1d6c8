package chad.ide.runs;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The token figures of one run, added up to an event. Immutable: reading further makes another one.
 *
 * <p>An attempt may be told of twice: our agents report each of their calls, and the engine the first answer. Where there
 * are calls the engine's report is part of them and is not counted.
 *
 * @param lastSeq the newest event that was looked at; -1 before the first
 * @param attempts the figures of single attempts, the newest {@link #MAX_ATTEMPTS}, oldest first
 * @param folded those of earlier attempts, by model
 * @param total of all
 * @param byModel totals
 */
public record Usage(
        long lastSeq,
        Map<AttemptId, OfAttempt> attempts,
        Map<String, Tokens> folded,
        Tokens total,
        Map<String, Tokens> byModel) {

    static final Usage NONE = new Usage(-1, Map.of(), Map.of(), Tokens.NONE, Map.of());

    /** Of an engine that reports no tokens. */
    static final Usage UNREPORTED = new Usage(-1, Map.of(), Map.of(), Tokens.UNKNOWN, Map.of());

    /** A loop of many thousand turns keeps its totals; single figures of the oldest are not known then. */
    private static final int MAX_ATTEMPTS = 2_000;

    private static final int MAX_MODELS = 200;

    static final String NO_MODEL = "unknown";

    /** Who reported. */
    public enum Source {
        /** An agent, of one call to its model. */
        CALL,
        /** The engine, of the first answer of an attempt. */
        ENGINE
    }

    /**
     * What was reported at once.
     *
     * @param provider the address that was asked, as far as the agent told it
     * @param asked the id that was asked for, where another one answered
     */
    public record Report(
            Source source,
            String nodeId,
            int iteration,
            int attempt,
            @Nullable String model,
            @Nullable String asked,
            @Nullable String provider,
            Tokens tokens) {}

    /** One try of a node in one iteration. */
    public record AttemptId(String nodeId, int iteration, int attempt) {}

    /**
     * An attempt of an agent that has ended.
     *
     * @param isWhole whether the engine's report of it, if there is one, has all that it used
     */
    public record EndedAttempt(AttemptId id, @Nullable String model, boolean isWhole) {}

    /** What one attempt used, by model. */
    record OfAttempt(Map<String, Tokens> calls, Map<String, Tokens> reports) {

        static final OfAttempt NOTHING = new OfAttempt(Map.of(), Map.of());

        OfAttempt plus(Report report) {
            String model = report.model() == null ? NO_MODEL : report.model();
            return switch (report.source()) {
                case CALL -> new OfAttempt(plus(calls, model, report.tokens()), reports);
                case ENGINE -> new OfAttempt(calls, plus(reports, model, report.tokens()));
            };
        }

        private static Map<String, Tokens> plus(Map<String, Tokens> some, String model, Tokens tokens) {
            Map<String, Tokens> all = new LinkedHashMap<>(some);
            if (all.containsKey(model) || all.size() < MAX_MODELS) {
                all.merge(model, tokens, Tokens::plus);
            }
            return Map.copyOf(all);
        }

        Map<String, Tokens> byModel() {
            return calls.isEmpty() ? reports : calls;
        }

        Tokens total() {
            return byModel().values().stream().reduce(Tokens::plus).orElse(Tokens.NONE);
        }

        /** Once it has ended: what is not there by then will not come. */
        OfAttempt ended(EndedAttempt how) {
            if (!calls.isEmpty() || (!reports.isEmpty() && how.isWhole())) {
                return this;
            }
            if (reports.isEmpty()) {
                return new OfAttempt(Map.of(), Map.of(how.model() == null ? NO_MODEL : how.model(), Tokens.UNKNOWN));
            }
            Map<String, Tokens> atLeast = new HashMap<>();
            reports.forEach((model, tokens) -> atLeast.put(model, tokens.whole(false)));
            return new OfAttempt(calls, Map.copyOf(atLeast));
        }
    }

    private static Usage of(long seq, Map<AttemptId, OfAttempt> attempts, Map<String, Tokens> folded) {
        Map<String, Tokens> models = new LinkedHashMap<>(folded);
        attempts.values().forEach(one -> fold(models, one.byModel()));
        Tokens sum = models.values().stream().reduce(Tokens.NONE, Tokens::plus);
        return new Usage(seq, attempts, folded, sum, models);
    }

    private static void fold(Map<String, Tokens> models, Map<String, Tokens> added) {
        added.forEach((model, tokens) -> {
            String known = models.containsKey(model) || models.size() < MAX_MODELS ? model : NO_MODEL;
            models.merge(known, tokens, Tokens::plus);
        });
    }

    Usage plus(List<Report> added, long seq) {
        if (added.isEmpty()) {
            return new Usage(seq, attempts, folded, total, byModel);
        }
        Map<AttemptId, OfAttempt> all = new LinkedHashMap<>(attempts);
        for (Report report : added) {
            AttemptId id = new AttemptId(report.nodeId(), report.iteration(), report.attempt());
            all.merge(id, OfAttempt.NOTHING.plus(report), (known, same) -> known.plus(report));
        }
        Map<String, Tokens> earlier = folded;
        if (all.size() > MAX_ATTEMPTS) {
            earlier = new LinkedHashMap<>(folded);
            Iterator<OfAttempt> oldest = all.values().iterator();
            for (int surplus = all.size() - MAX_ATTEMPTS; surplus > 0; surplus--) {
                fold(earlier, oldest.next().byModel());
                oldest.remove();
            }
        }
        return of(seq, all, earlier);
    }

    /** With what is known of attempts that have ended: one that was not reported did not use nothing. */
    Usage judged(List<EndedAttempt> ended, boolean areAll) {
        if (nobodyReports() || (ended.isEmpty() && areAll)) {
            return this;
        }
        Map<AttemptId, OfAttempt> all = new LinkedHashMap<>(attempts);
        for (EndedAttempt one : ended) {
            if (all.containsKey(one.id()) || folded.isEmpty()) { // what was folded was reported
                all.merge(one.id(), OfAttempt.NOTHING.ended(one), (known, nothing) -> known.ended(one));
            }
        }
        Usage judged = of(lastSeq, all, folded);
        return areAll ? judged : new Usage(lastSeq, all, folded, judged.total.whole(false), judged.byModel);
    }

    /** Names of the models that were asked and told theirs, the one with the most tokens first. */
    List<String> models(int limit) {
        return byModel.entrySet().stream()
                .filter(model -> !model.getKey().equals(NO_MODEL))
                .sorted(Comparator.comparingLong(
                        (Entry<String, Tokens> model) -> -model.getValue().totalOrZero()))
                .map(Entry::getKey)
                .limit(limit)
                .toList();
    }

    public Tokens of(String nodeId, int iteration) {
        return attempts.entrySet().stream()
                .filter(one ->
                        one.getKey().nodeId().equals(nodeId) && one.getKey().iteration() == iteration)
                .map(one -> one.getValue().total())
                .reduce(Tokens::plus)
                .orElse(unreported());
    }

    public Tokens of(String nodeId, int iteration, int attempt) {
        OfAttempt known = attempts.get(new AttemptId(nodeId, iteration, attempt));
        return known == null ? unreported() : known.total();
    }

    /** Of a task of which nothing was reported: no agent's, unless nobody could have told. */
    private Tokens unreported() {
        return folded.isEmpty() && !nobodyReports() ? Tokens.NONE : Tokens.UNKNOWN;
    }

    private boolean nobodyReports() {
        return byModel.isEmpty() && total.accuracy() == Accuracy.UNKNOWN;
    }
}
