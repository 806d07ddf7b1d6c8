package chad.ide.reports;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.experiments.Leaderboard;
import chad.ide.runs.Accuracy;
import chad.ide.runs.Caveat;
import chad.ide.runs.Progress;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Tokens;
import chad.ide.spend.UsedTokens;
import chad.volume.Catalog;
import chad.volume.CatalogChanges;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NightReportTest {

    private static final Instant MORNING = Instant.parse("2026-06-13T05:00:00Z");
    private static final ReportPeriod NIGHT =
            new ReportPeriod(LocalDate.of(2026, 6, 13), Instant.parse("2026-06-12T05:00:00Z"), MORNING);

    private static RunSummary run(String id, RunState state, long createdAtMs) {
        return run(id, "fusion.jsx", state, createdAtMs);
    }

    private static RunSummary run(String id, String workflow, RunState state, long createdAtMs, Caveat... caveats) {
        return new RunSummary(
                id,
                workflow,
                "fusion",
                null,
                null,
                "fusion",
                "finished",
                state,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(caveats),
                false,
                List.of(),
                createdAtMs,
                createdAtMs,
                createdAtMs + 75_000,
                75_000L,
                new Progress(1, 1, 0, 0, 0, 0, 0, 0),
                Tokens.of(1_000, 110, 0, 0, 0, Accuracy.EXACT),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null);
    }

    private static String write(NightFacts facts) {
        return NightReport.write(NIGHT, facts, ZoneId.of("Europe/Berlin"), URI.create("https://runs.example.com/"));
    }

    private static NightFacts busy(int runs) {
        ReportCounts counts = new ReportCounts();
        for (int i = 0; i < runs; i++) {
            counts.add(run("r" + i, i % 3 == 0 ? RunState.FAILED : RunState.FINISHED, MORNING.toEpochMilli() - i));
            counts.addTokens(
                    Map.of("a/model", new Tokens(10L, 5L, 0L, 0L, 0L, 15L, 0.25, true, Accuracy.EXACT, false)));
        }
        counts.addTokens(Map.of("b|c`model", Tokens.of(1, 1, 0, 0, 0, Accuracy.AT_LEAST)));
        Leaderboard.Candidate champion = new Leaderboard.Candidate(
                1, "model:a", "model", "a", null, "champion", 0.875, 0, null, null, List.of());
        return new NightFacts(
                List.of("nightly was due at 04:45 and did not start: the workflow is gone."),
                2,
                List.of(new NightFacts.Remark(run("s 1", RunState.STALLED, 5), "Engine process 4711 is gone.")),
                3,
                counts.byState(),
                true,
                counts.runs(),
                counts.failures().stream()
                        .map(run -> new NightFacts.Remark(run, "judge: the model answered 503."))
                        .toList(),
                counts.failureCount(),
                counts.losses(),
                counts.lossCount(),
                List.of(new NightFacts.Outcome(
                        run("o1", RunState.FINISHED, 5), "The sky\n\nis blue.", List.of("out/sky.pdf"))),
                counts.tokensByModel(),
                Map.of(
                        "a/model",
                        new UsedTokens(3, 30, 15, 0, 0, 0, true, Accuracy.EXACT, 0.75, Accuracy.EXACT, 0),
                        "b/unpriced",
                        new UsedTokens(1, 1, 1, 0, 0, 0, true, Accuracy.EXACT, null, Accuracy.UNKNOWN, 0)),
                new NightFacts.Models(
                        new Catalog(
                                MORNING,
                                "s",
                                List.of(),
                                List.of("a/new"),
                                new CatalogChanges(List.of("a/new"), List.of("a/gone"), MORNING),
                                Map.of(),
                                Map.of(),
                                Map.of()),
                        null),
                new Leaderboard(3, null, false, List.of(champion), List.of("model:a"), List.of(), null, null),
                List.of("store night: locked"));
    }

    @Test
    void whatNeedsAPersonStandsOnTop() {
        assertThat(write(busy(3))).startsWith("""
                # Night of 2026-06-13

                2026-06-12 07:00 to 2026-06-13 07:00 (Europe/Berlin).
                More than 3 runs: 2 finished, 1 failed.

                ## Silent schedules

                - nightly was due at 04:45 and did not start: the workflow is gone.
                - and 1 more: see the dashboard.

                ## Stalled and waiting

                - **stalled** [s 1](https://runs.example.com/runs/s%201?in=fusion): Engine process 4711 is gone.
                - and 2 more: see the dashboard.

                ## Not read

                This report is incomplete:

                - Could not be read: store night: locked

                ## Failures

                - [r0](https://runs.example.com/runs/r0?in=fusion) (failed): judge: the model answered 503.
                """);
    }

    @Test
    void itTellsWhatCameOfTheRunsAndWhatTheyCost() {
        assertThat(write(busy(3)))
                .contains("- [o1](https://runs.example.com/runs/o1?in=fusion): The sky is blue. Named: `out/sky.pdf`\n")
                .contains("- [r1](https://runs.example.com/runs/r1?in=fusion) `fusion.jsx`, finished, 2026-06-13"
                        + " 06:59, 1 min 15 s," + " 1,110 tokens\n")
                .contains("- `a/model`: 45 tokens (30 in, 15 out), the agents report 0.7500 USD\n")
                .contains("- `b|c'model`: at least 2 tokens (1 in, 1 out)\n")
                .contains("Spent in this time: at least 0.7500 USD.\n\n- `a/model`: 0.7500 USD, 3 calls\n")
                .contains("- `b/unpriced`: cost unknown: it has no price, or nobody reported its tokens, 1 call\n")
                .contains("- New: `a/new`\n- Gone: `a/gone`\n")
                .contains("- Champion `model:a`, mean score 0.875\n");
    }

    /** Without a key of the provider every run of a night is answered by the stand-in. */
    @Test
    void whatFinishedRunsLostIsOneLineForEachWorkflowAndCause() {
        ReportCounts counts = new ReportCounts();
        for (int i = 0; i < 40; i++) {
            counts.add(run("s" + i, "probe.jsx", RunState.FINISHED, i, caveat(Caveat.Kind.STAND_IN, "no model " + i)));
        }
        counts.add(run("f", "fusion.jsx", RunState.FINISHED, 7, caveat(Caveat.Kind.FALLBACK, "b/model answered.")));
        counts.add(run("t", "probe.jsx", RunState.FINISHED_WITH_FAILURES, 8, caveat(Caveat.Kind.FAILURES, "lost")));
        for (int i = 0; i < 60; i++) {
            counts.add(run("x", "x%02d.jsx".formatted(i), RunState.FINISHED, i, caveat(Caveat.Kind.CUT, "cut")));
        }

        assertThat(write(new NightFacts(
                        List.of(),
                        0,
                        List.of(),
                        0,
                        counts.byState(),
                        false,
                        List.of(),
                        List.of(),
                        0,
                        counts.losses(),
                        counts.lossCount(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        new NightFacts.Models(null, null),
                        new Leaderboard(0, null, false, List.of(), List.of(), List.of(), null, null),
                        List.of())))
                .contains("""

                        ## Finished, but lost something

                        - `probe.jsx`: 40 runs, the newest [s39](https://runs.example.com/runs/s39?in=fusion). no model 39
                        - `fusion.jsx`: [f](https://runs.example.com/runs/f?in=fusion). b/model answered.
                        - `x00.jsx`: [x](""")
                .contains("\n- and 12 more: see the dashboard.\n");
    }

    private static Caveat caveat(Caveat.Kind kind, String says) {
        return new Caveat(kind, "ask", 0, 1, says);
    }

    @Test
    void aBusyNightIsBoundedAndSaysWhatIsLeftOut() {
        String report = write(busy(1_000));

        assertThat(report)
                .contains("- and 800 more:")
                .contains("- and 284 more:")
                .contains("1,000 runs");
        assertThat(report.lines().filter(line -> line.contains("/runs/r"))).hasSize(250);
    }

    @Test
    void aQuietNightSaysSo() {
        assertThat(write(ReportBed.quiet()))
                .contains("Nothing ran in this time.")
                .contains("There is no models.json.")
                .contains("There is no champion.")
                .doesNotContain("## Runs");
    }

    @Test
    void theMostTellingTextOfAnOutputIsTaken() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode fused = json.readTree("""
                {"best_model": "a/very-long-name-of-a-model", "answer": "Blue.", "reportPath": "out/x.md",
                 "files": ["a.txt", 5, "b.txt"], "url": " "}
                """);

        assertThat(RunOutputText.words(fused)).isEqualTo("Blue.");
        assertThat(RunOutputText.artifacts(fused)).containsExactly("out/x.md", "a.txt", "b.txt");
        assertThat(RunOutputText.words(json.readTree("\"words\""))).isEqualTo("words");
        assertThat(RunOutputText.words(json.readTree("{\"a\": \"b\", \"c\": \"longest\"}")))
                .isEqualTo("longest");
        assertThat(RunOutputText.words(json.readTree("{\"total\": 4}"))).isEqualTo("{\"total\":4}");
        assertThat(RunOutputText.words(json.readTree("{}"))).isEmpty();
        assertThat(RunOutputText.artifacts(json.readTree("[1]"))).isEmpty();
    }
}
