package chad.ide.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import chad.ide.ledger.Ledger;
import chad.ide.logging.Warnings;
import chad.ide.runs.Accuracy;
import chad.ide.runs.EventMark;
import chad.ide.runs.Tokens;
import chad.ide.runs.Usage.AttemptId;
import chad.ide.runs.Usage.EndedAttempt;
import chad.ide.runs.Usage.Report;
import chad.ide.runs.Usage.Source;
import chad.ide.spend.SpendEvent.Ended;
import chad.ide.spend.SpendEvent.Reported;
import chad.ide.spend.SpendEvent.Said;
import chad.ide.spend.SpendQueries.Unpriced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendQueriesTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long NINE = Instant.parse("2026-11-27T09:00:00Z").toEpochMilli();

    private static final Map<String, Map<String, String>> LABELS = Map.of(
            "r1", Map.of("schedule", "nightly", "reason", "check"),
            "r2", Map.of("schedule", "nightly"),
            "r3", Map.of("reason", "check"));

    private final Path prices;
    private final Ledger ledger;
    private final SpendQueries spend;

    SpendQueriesTest(@TempDir Path folder) throws IOException {
        prices = folder.resolve("prices.yaml");
        Files.writeString(prices, """
                prices:
                  - {provider: lab, model: glm, inputUsdPerMTok: 1, outputUsdPerMTok: 2}
                """);
        ledger = new Ledger(folder.resolve("runs-ide.sqlite"), Clock.systemUTC(), new Warnings());
        spend = new SpendQueries(ledger, new Prices(prices, new Warnings()));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static SpendEvent event(String run, long seq, long atMs, Said said) {
        return new SpendEvent(run, seq, atMs, "fusion", "fusion.jsx", said);
    }

    private static Said report(Source source, String node, String model, long input) {
        Tokens tokens = Tokens.of(input, 10, 2, 5, 0, Accuracy.EXACT);
        return new Reported(new Report(source, node, 0, 1, model, null, source == Source.CALL ? "lab" : null, tokens));
    }

    private static Said ended(String node, boolean isWhole) {
        return new Ended(new EndedAttempt(new AttemptId(node, 0, 1), "glm", isWhole));
    }

    private void keep(SpendEvent... events) {
        spend.keep("fusion", List.of(events), LABELS, new EventMark(40, "r1/13/1"));
    }

    private Spent sum() {
        return spend.between(NINE, NINE + HOUR).stream().map(SpendSum::spent).reduce(Spent.NOTHING, Spent::plus);
    }

    @Test
    void reportsAreAddedUpByHourWorkflowAndModel() {
        keep(
                event("r1", 3, NINE, report(Source.ENGINE, "a", "glm", 100)),
                event("r1", 4, NINE + HOUR - 1, report(Source.ENGINE, "b", "glm", 200)),
                event("r1", 5, NINE + HOUR, report(Source.ENGINE, "c", "glm", 400)),
                event("r1", 13, NINE, report(Source.ENGINE, "d", "kimi", 800)));

        assertThat(spend.between(NINE, NINE + HOUR))
                .extracting(
                        SpendSum::model,
                        one -> one.spent().calls(),
                        one -> one.spent().input())
                .containsExactlyInAnyOrder(tuple("glm", 2L, 300L), tuple("kimi", 1L, 800L));
        assertThat(spend.between(NINE + HOUR, NINE + 2 * HOUR)).hasSize(1);
        assertThat(spend.mark("fusion")).isEqualTo(new EventMark(40, "r1/13/1"));
        assertThat(spend.mark("other")).isEqualTo(new EventMark(0, null));
    }

    @Test
    void spendIsDividedByALabelAndWhatHasNoneIsTheRest() {
        keep(
                event("r1", 3, NINE, report(Source.CALL, "a", "glm", 100)),
                event("r2", 3, NINE, report(Source.CALL, "a", "glm", 200)),
                event("r3", 3, NINE, report(Source.CALL, "a", "glm", 400)),
                event("r4", 3, NINE, report(Source.CALL, "a", "glm", 800)));

        assertThat(spend.byLabel("schedule", NINE, NINE + HOUR, null, null))
                .extracting(SpendQueries.OfLabel::value, one -> one.spent().input())
                .containsExactly(tuple("", 1_200L), tuple("nightly", 300L));
        assertThat(spend.byLabel("reason", NINE, NINE + HOUR, "fusion.jsx", "glm"))
                .extracting(SpendQueries.OfLabel::value, one -> one.spent().input())
                .containsExactly(tuple("", 1_000L), tuple("check", 500L));
        assertThat(spend.byLabel("reason", NINE, NINE + HOUR, "probe.jsx", null))
                .isEmpty();
    }

    @Test
    void labelsGoWithTheLinesOfTheirRuns() {
        keep(event("r1", 3, NINE, report(Source.CALL, "a", "glm", 100)));

        spend.forgetBefore(NINE + HOUR, 10);

        assertThat(ledger.list("SELECT name FROM spend_label", row -> row.getString("name")))
                .isEmpty();
    }

    /** A store that is read again from its beginning, a copy, and one under another name hold the same reports. */
    @Test
    void whatIsReadTwiceCountsOnce() {
        keep(event("r2", 3, NINE, report(Source.CALL, "a", "glm", 100)));
        keep(event("r2", 3, NINE, report(Source.CALL, "a", "glm", 100)));
        // After a rewind another report takes the number.
        keep(event("r2", 3, NINE + 7, report(Source.CALL, "a", "glm", 40)));

        assertThat(sum().calls()).isEqualTo(2);
        assertThat(sum().input()).isEqualTo(140);
        assertThat(sum().usd()).isCloseTo((140 * 1 + 20 * 2) / 1e6, within(1e-12));
    }

    /** The engine's report is of the first of the calls that the agent tells of, whichever comes first. */
    @Test
    void theEnginesReportOfAnAttemptIsPartOfItsCalls() {
        keep(
                event("r3", 1, NINE, report(Source.ENGINE, "late", "glm", 100)),
                event("r3", 2, NINE, report(Source.CALL, "late", "glm", 100)),
                event("r3", 3, NINE, report(Source.CALL, "early", "glm", 100)),
                event("r3", 4, NINE, report(Source.ENGINE, "early", "glm-2026", 100)),
                event("r3", 5, NINE, report(Source.CALL, "early", "glm", 30)),
                event("r3", 6, NINE, ended("early", false)));

        assertThat(sum().calls()).isEqualTo(3);
        assertThat(sum().input()).isEqualTo(230);
        assertThat(sum().told(true).accuracy()).isEqualTo(Accuracy.EXACT);
    }

    @Test
    void whatAnAttemptDidNotReportIsUnknownOrAtLeast() {
        keep(event("r4", 1, NINE, ended("silent", true)));

        assertThat(sum().told(true).accuracy()).isEqualTo(Accuracy.UNKNOWN);
        assertThat(sum().told(true).costUsd()).isNull();

        keep(
                event("r4", 2, NINE, report(Source.ENGINE, "corrected", "glm", 100)),
                event("r4", 3, NINE, ended("corrected", false)));

        assertThat(sum().told(true).accuracy()).isEqualTo(Accuracy.AT_LEAST);
        assertThat(sum().input()).isEqualTo(100);
    }

    @Test
    void whatHadNoPriceGetsItOnceItIsKnownAndWhatHadOneKeepsIt() throws IOException {
        keep(
                event("r5", 1, NINE, report(Source.CALL, "a", "glm", 1_000_000)),
                event("r5", 2, NINE, report(Source.CALL, "b", "kimi", 1_000_000)));
        long before = sum().nanoUsd();
        assertThat(sum().unpriced()).containsExactly("kimi");
        assertThat(sum().told(true).costAccuracy()).isEqualTo(Accuracy.AT_LEAST);

        Files.writeString(prices, """
                prices:
                  - {provider: lab, model: glm, inputUsdPerMTok: 100, outputUsdPerMTok: 200}
                  - {provider: lab, model: kimi, inputUsdPerMTok: 3, outputUsdPerMTok: 0}
                """);
        List<Unpriced> unpriced = spend.unpriced(10);
        assertThat(unpriced).containsExactly(new Unpriced("lab", "kimi"));
        assertThat(spend.price(unpriced.getFirst(), 10)).isEqualTo(1);

        assertThat(sum().nanoUsd()).isEqualTo(before + 3_000_000_000L);
        assertThat(sum().told(true).costAccuracy()).isEqualTo(Accuracy.EXACT);
        assertThat(spend.unpriced(10)).isEmpty();
    }

    @Test
    void oldLinesAreForgottenAFewAtATimeAndTheirSumsStay() {
        for (int i = 0; i < 10; i++) {
            keep(event("r6", i, NINE + i * HOUR, report(Source.CALL, "n" + i, "glm", 1)));
        }

        assertThat(spend.forgetBefore(NINE + 5 * HOUR, 3)).isEqualTo(3);
        assertThat(spend.forgetBefore(NINE + 5 * HOUR, 3)).isEqualTo(2);
        assertThat(spend.forgetBefore(NINE + 5 * HOUR, 3)).isZero();
        assertThat(ledger.list("SELECT node_id FROM spend ORDER BY node_id", row -> row.getString("node_id")))
                .isEqualTo(List.of("n5", "n6", "n7", "n8", "n9"));
        assertThat(spend.between(NINE, NINE + 10 * HOUR)).hasSize(10);
    }

    @Test
    void theStandInCostsNothingAndIsNamed() {
        keep(event(
                "r7",
                1,
                NINE,
                new Reported(new Report(
                        Source.CALL,
                        "a",
                        0,
                        1,
                        "offline/x",
                        null,
                        null,
                        new Tokens(0L, 0L, 0L, 0L, 0L, 0L, null, true, Accuracy.EXACT, true)))));

        assertThat(sum().standInCalls()).isEqualTo(1);
        assertThat(sum().unpriced()).isEmpty();
        assertThat(sum().told(true).costUsd()).isZero();
    }
}
