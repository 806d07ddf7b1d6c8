package chad.ide.reports;

import chad.ide.experiments.Leaderboard;
import chad.ide.runs.Accuracy;
import chad.ide.runs.RunAddress;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Tokens;
import chad.ide.spend.UsedTokens;
import chad.volume.Catalog;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A night report as markdown: what needs a person first, then what happened. */
final class NightReport {

    private static final int MAX_SENTENCE = 400;

    /** Room for the reasons of a whole panel of models. */
    private static final int MAX_CAUSE = 1_300;

    private static final int MAX_OUTPUT = 600;
    private static final int MAX_NAME = 200;
    private static final int MAX_MODELS = 30;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final ReportPeriod period;
    private final NightFacts facts;
    private final ZoneId zone;
    private final String dashboard;
    private final StringBuilder out = new StringBuilder();

    private NightReport(ReportPeriod period, NightFacts facts, ZoneId zone, URI publicUrl) {
        this.period = period;
        this.facts = facts;
        this.zone = zone;
        this.dashboard = publicUrl.toString();
    }

    static String write(ReportPeriod period, NightFacts facts, ZoneId zone, URI publicUrl) {
        return new NightReport(period, facts, zone, publicUrl).write();
    }

    private String write() {
        line("# " + period.title());
        line("");
        line("%s to %s (%s).".formatted(minute(period.from()), minute(period.until()), zone.getId()));
        line(verdicts());
        silence();
        stuck();
        unread();
        failures();
        losses();
        outcomes();
        runs();
        tokens();
        models();
        experiments();
        return out.toString();
    }

    private String verdicts() {
        if (facts.runCount() == 0) {
            return "Nothing ran in this time.";
        }
        String counts = facts.byState().entrySet().stream()
                .sorted(Map.Entry.<RunState, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> number(entry.getValue()) + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
        return "%s%s %s: %s."
                .formatted(
                        facts.isCut() ? "More than " : "",
                        number(facts.runCount()),
                        facts.runCount() == 1 ? "run" : "runs",
                        counts);
    }

    private void silence() {
        if (facts.silence().isEmpty()) {
            return;
        }
        heading("Silent schedules");
        facts.silence().forEach(sentence -> line("- " + Markdown.sentence(sentence, MAX_CAUSE)));
        more(facts.silenceCount() - facts.silence().size());
    }

    private void stuck() {
        if (facts.stuck().isEmpty()) {
            return;
        }
        heading("Stalled and waiting");
        for (NightFacts.Remark remark : facts.stuck()) {
            line("- **%s** %s: %s"
                    .formatted(
                            remark.run().stuck() == null ? remark.run().state().word() : "getting nowhere",
                            link(remark.run()),
                            Markdown.sentence(remark.sentence(), MAX_CAUSE)));
        }
        more(facts.stuckCount() - facts.stuck().size());
    }

    private void unread() {
        if (facts.unread().isEmpty()) {
            return;
        }
        heading("Not read");
        line("This report is incomplete:");
        line("");
        facts.unread().forEach(problem -> line("- Could not be read: " + Markdown.sentence(problem, MAX_SENTENCE)));
    }

    private void failures() {
        if (facts.failures().isEmpty()) {
            return;
        }
        heading("Failures");
        for (NightFacts.Remark remark : facts.failures()) {
            line("- %s (%s): %s"
                    .formatted(
                            link(remark.run()),
                            remark.run().state().word(),
                            Markdown.sentence(remark.sentence(), MAX_CAUSE)));
        }
        more(facts.failureCount() - facts.failures().size());
    }

    private void losses() {
        if (facts.losses().isEmpty()) {
            return;
        }
        heading("Finished, but lost something");
        for (NightFacts.Loss loss : facts.losses()) {
            line("- %s: %s%s %s"
                    .formatted(
                            Markdown.code(loss.newest().workflow(), MAX_NAME),
                            loss.runs() == 1 ? "" : "%s runs, the newest ".formatted(number(loss.runs())),
                            link(loss.newest()) + ".",
                            Markdown.sentence(loss.says(), MAX_CAUSE)));
        }
        more(facts.lossCount()
                - facts.losses().stream().mapToInt(NightFacts.Loss::runs).sum());
    }

    private void outcomes() {
        if (facts.outcomes().isEmpty()) {
            return;
        }
        heading("Worth reading");
        for (NightFacts.Outcome outcome : facts.outcomes()) {
            String artifacts = outcome.artifacts().stream()
                    .map(artifact -> Markdown.code(artifact, MAX_NAME))
                    .collect(Collectors.joining(", "));
            line("- %s: %s%s"
                    .formatted(
                            link(outcome.run()),
                            Markdown.text(outcome.words(), MAX_OUTPUT),
                            artifacts.isEmpty() ? "" : " Named: " + artifacts));
        }
    }

    private void runs() {
        if (facts.runs().isEmpty()) {
            return;
        }
        heading("Runs");
        for (RunSummary run : facts.runs()) {
            line("- %s %s, %s, %s%s%s"
                    .formatted(
                            link(run),
                            Markdown.code(run.workflow(), MAX_NAME),
                            run.state().word(),
                            minute(Instant.ofEpochMilli(run.createdAtMs())),
                            took(run.durationMs()),
                            spent(run.tokens())));
        }
        more(facts.runCount() - facts.runs().size());
    }

    private void tokens() {
        if (facts.tokensByModel().isEmpty() && facts.spendByModel().isEmpty()) {
            return;
        }
        heading("Tokens and cost");
        facts.tokensByModel().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Tokens> entry) ->
                                entry.getValue().totalOrZero())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry ->
                        line("- %s: %s".formatted(Markdown.code(entry.getKey(), MAX_NAME), figures(entry.getValue()))));
        if (!facts.spendByModel().isEmpty()) {
            spend();
        }
    }

    /** By the hours of the night: a run that began before it has spent before as well. */
    private void spend() {
        double usd = facts.spendByModel().values().stream()
                .mapToDouble(used -> used.costUsd() == null ? 0 : used.costUsd())
                .sum();
        boolean isExact =
                facts.spendByModel().values().stream().allMatch(used -> used.costAccuracy() == Accuracy.EXACT);
        line("");
        line("Spent in this time: %s%s.".formatted(isExact ? "" : "at least ", usd(usd)));
        line("");
        facts.spendByModel().entrySet().stream()
                .filter(entry -> entry.getValue().calls() > 0)
                .sorted(Comparator.comparingDouble((Map.Entry<String, UsedTokens> entry) ->
                                entry.getValue().costUsd() == null
                                        ? -1
                                        : entry.getValue().costUsd())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(MAX_MODELS)
                .forEach(entry ->
                        line("- %s: %s".formatted(Markdown.code(entry.getKey(), MAX_NAME), cost(entry.getValue()))));
    }

    private static String cost(UsedTokens used) {
        Double usd = used.costUsd();
        String amount = usd == null
                ? "cost unknown: it has no price, or nobody reported its tokens"
                : used.costAccuracy().before() + usd(usd);
        return "%s, %s %s".formatted(amount, number(used.calls()), used.calls() == 1 ? "call" : "calls");
    }

    private static String usd(double amount) {
        return String.format(Locale.ROOT, "%.4f USD", amount);
    }

    private static String figures(Tokens tokens) {
        Long total = tokens.total();
        Long input = tokens.input();
        Long output = tokens.output();
        if (total == null || input == null || output == null) {
            return "tokens unknown: nobody reported them";
        }
        if (tokens.standIn() && total == 0) {
            return "no tokens: the offline stand-in answered";
        }
        Double reported = tokens.costUsd();
        return "%s%s tokens (%s in, %s out)%s"
                .formatted(
                        tokens.accuracy().before(),
                        number(total),
                        number(input),
                        number(output),
                        reported == null ? "" : ", the agents report " + usd(reported));
    }

    private void models() {
        heading("Models");
        Catalog catalog = facts.models().catalog();
        String problem = facts.models().problem();
        if (problem != null) {
            line("The catalog can't be read: " + Markdown.sentence(problem, MAX_SENTENCE));
            line("");
        }
        if (catalog != null) {
            line("%s models, %s of them for chat, as of %s."
                    .formatted(number(catalog.total()), number(catalog.chat().size()), minute(catalog.generatedAt())));
            line("");
            line("- New: " + names(catalog.changes().added()));
            line("- Gone: " + names(catalog.changes().removed()));
        }
    }

    private void experiments() {
        Leaderboard board = facts.experiments();
        heading("Experiments");
        if (board.problem() != null) {
            line(Markdown.sentence("Note: " + board.problem(), MAX_SENTENCE));
            line("");
        }
        if (board.champions().isEmpty()) {
            line("There is no champion.");
            return;
        }
        if (board.offline()) {
            line("Scored offline, without real models: the scores say nothing about any model.");
            line("");
        }
        board.candidates().stream()
                .filter(candidate -> board.champions().contains(candidate.id()))
                .limit(MAX_MODELS)
                .forEach(champion -> line(
                        "- Champion %s%s".formatted(Markdown.code(champion.id(), MAX_NAME), mean(champion.mean()))));
    }

    private static String mean(@Nullable Double mean) {
        return mean == null ? "" : String.format(Locale.ROOT, ", mean score %.3f", mean);
    }

    private static String names(List<String> ids) {
        if (ids.isEmpty()) {
            return "none";
        }
        String named = ids.stream()
                .limit(MAX_MODELS)
                .map(id -> Markdown.code(id, MAX_NAME))
                .collect(Collectors.joining(", "));
        return ids.size() > MAX_MODELS ? named + " and " + number(ids.size() - MAX_MODELS) + " more" : named;
    }

    private String link(RunSummary run) {
        return Markdown.link(run.id(), RunAddress.of(dashboard, run.id(), run.store()));
    }

    private String minute(Instant instant) {
        return MINUTE.format(instant.atZone(zone));
    }

    private static String took(@Nullable Long durationMs) {
        if (durationMs == null) {
            return "";
        }
        Duration took = Duration.ofMillis(durationMs);
        return took.toMinutes() > 0
                ? ", %d min %d s".formatted(took.toMinutes(), took.toSecondsPart())
                : ", %d s".formatted(took.toSeconds());
    }

    private static String spent(Tokens tokens) {
        return tokens.totalOrZero() == 0
                ? ""
                : ", %s%s tokens".formatted(tokens.accuracy().before(), number(tokens.totalOrZero()));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void more(int left) {
        if (left > 0) {
            line("- and %s more: see the dashboard.".formatted(number(left)));
        }
    }

    private void heading(String words) {
        line("");
        line("## " + words);
        line("");
    }

    private void line(String words) {
        out.append(words).append('\n');
    }
}
