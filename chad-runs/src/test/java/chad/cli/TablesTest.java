package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Cli;
import chad.cli.testing.Ended;
import chad.cli.testing.FakeService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people see of answers that need a jj workspace, a roster service or some nights of experiments. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class TablesTest {

    @TempDir
    Path folder;

    private FakeService service;
    private Cli cli;

    @BeforeEach
    void start() {
        service = new FakeService();
        cli = Cli.ofClasses(folder).with("CHAD_RUNS_URL", service.url());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aPipedOutputIsPassedOnDigitByDigitHoweverLongItIs() {
        String whole =
                "{\"price\": 1.10, \"big\": 9007199254740993, \"text\": \"%s\"}".formatted("z".repeat(3_000_000));
        service.on("/api/runs/night-7/output/judge", 200, whole);

        Ended ended = cli.run("output", "night-7", "judge");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out().strip()).isEqualTo(whole);
        assertThat(cli.run("output", "night-7", "judge", "--table").out())
                .contains("1.10")
                .contains("9007199254740993");
    }

    @Test
    void aWayBackTellsWhatItUndoesBeforeItIsGone() {
        service.on("/api/runs/fix-1/undo/revert", 200, """
                {"verb": "revert", "frame": 3, "possible": true, "why": null, "files": ["src/main.ts"],
                 "undoes": ["The files become what they were."], "keeps": ["Outputs stay."]}
                """);
        service.on("/api/runs/fix-1/undo/rewind", 200, """
                {"verb": "rewind", "frame": 3, "possible": false, "why": "An output has a list.", "files": [], "undoes": [],
                 "keeps": []}
                """);

        Ended asked = cli.run("revert", "fix-1", "implement", "--dry-run", "--table");
        Ended unarmed = cli.run("revert", "fix-1", "implement");

        assertThat(asked.exitCode()).isZero();
        assertThat(asked.out())
                .contains("undoes: The files become what they were.", "src/main.ts", "keeps:  Outputs stay.");
        assertThat(unarmed.exitCode()).isEqualTo(4);
        assertThat(unarmed.err()).contains("chad-runs revert fix-1 implement --dry-run", "--yes");
        Ended impossible = cli.run("rewind", "fix-1", "3", "--dry-run", "--table");
        assertThat(impossible.exitCode()).isEqualTo(1);
        assertThat(impossible.out()).contains("Not possible: An output has a list.");
        assertThat(cli.run("replay", "fix-1").err()).contains("--frame N, or --reset-node NODE");
        assertThat(service.asked()).noneMatch(one -> one.method().equals("POST"));
    }

    @Test
    void aListSaysWhyARunFailedAndWhatRepeatsInOneThatGetsNowhere() {
        service.on("/api/runs", 200, """
                {"items": [
                  {"id": "night-7", "workflow": "fusion.jsx", "state": "failed", "stuck": null, "progress": {},
                   "cause": {"says": "Failed at `judge`: HTTP 401"}},
                  {"id": "night-8", "workflow": "forever.jsx", "state": "running", "cause": null, "progress": {},
                   "stuck": {"says": "`doomed` has failed 6 times"}}], "nextCursor": null}
                """);

        Ended listed = cli.run("runs", "--status", "failed", "--stuck", "--table");

        assertThat(listed.out()).contains("Failed at `judge`: HTTP 401", "`doomed` has failed 6 times");
    }

    @Test
    void aNodeBetweenTwoAttemptsSaysWhichOneComesNext() {
        service.on("/api/runs/night-8", 200, """
                {"id": "night-8", "workflow": "forever.jsx", "state": "running", "headline": "Getting nowhere: it fails.",
                 "stuck": {"says": "It fails.", "endsWith": "A cancel: the attempts have no limit.",
                           "command": "chad-runs cancel night-8 --store forever"},
                 "nodes": [{"id": "doomed", "iteration": 0, "state": "retrying", "attempts": [{"error": {"message": "no binary"}}],
                            "nextAttempt": {"attempt": 6, "limit": null, "atMs": 1}}]}
                """);

        Ended shown = cli.run("get", "night-8", "--table");

        assertThat(shown.out())
                .contains("Getting nowhere: it fails.")
                .contains("A cancel: the attempts have no limit. · ends with: chad-runs cancel night-8 --store forever")
                .containsPattern("doomed +attempt 6 of ∞, due");
    }

    @Test
    void worktreesSayWhyTheyAreKept() {
        service.on("/api/projects/shop/worktrees/prune", 200, """
                {"removed": [{"path": ".worktrees/a"}],
                 "kept": [{"path": ".worktrees/b", "kept": "its run has not ended"}]}
                """);

        Ended pruned = cli.run("worktrees", "shop", "--prune", "--dry-run", "--table");

        assertThat(pruned.exitCode()).isZero();
        assertThat(pruned.out()).contains("would remove .worktrees/a", "kept .worktrees/b: its run has not ended");
    }

    @Test
    void aDiffIsShownByFileAndItsTextIsHarmless() {
        service.on("/api/runs/fix-1/diff/implement", 200, """
                {"nodeId": "implement", "iteration": 0, "statistics": {"files": 2, "additions": 3, "deletions": 1},
                 "files": [{"path": "src/main.ts", "operation": "modify", "additions": 3, "deletions": 1, "binary": false,
                            "diff": "@@ -1 +1 @@\\n-old\\n+new \\u001b[2J"},
                           {"path": "logo.png", "operation": "add", "additions": 0, "deletions": 0, "binary": true, "diff": null}],
                 "moreFiles": 4}
                """);

        Ended ended = cli.run("diff", "fix-1", "implement", "--table");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains("2 files, +3 -1", "modify src/main.ts", "-old\n+new", "add logo.png\n(binary)")
                .doesNotContain("\u001b");
        assertThat(ended.err()).contains("4 more files");
        assertThat(cli.run("diff", "fix-1", "implement")
                        .json()
                        .path("moreFiles")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void aRosterSaysWhichStageWonAndWhy() {
        service.on("/api/roster", 200, """
                {"models": ["a/one", "b/two"], "stage": "featured",
                 "stages": [{"stage": "env", "outcome": "empty", "detail": "CHAD_FUSION_MODELS is not set"},
                            {"stage": "featured", "outcome": "won", "detail": "the catalog of today"}]}
                """);

        assertThat(cli.run("roster", "--table").out().lines())
                .startsWith("a/one", "b/two")
                .anyMatch(line -> line.matches("featured +won +the catalog of today"));
    }

    @Test
    void experimentsAreRankedAndTheRetiredOnesTellWhy() {
        service.on("/api/experiments", 200, """
                {"generation": 3, "offline": false, "problem": null, "candidates": [
                  {"rank": 1, "id": "model:a/one", "status": "champion", "mean": 0.875, "scores": [{}, {}], "reason": null},
                  {"rank": 2, "id": "prompt:terse", "status": "retired", "mean": 0.5, "scores": [{}], "reason": "beaten thrice"}]}
                """);

        assertThat(cli.run("experiments", "--table").out().lines())
                .startsWith("generation 3")
                .anyMatch(line -> line.matches(" *1 +model:a/one +champion +0\\.875 +2"))
                .anyMatch(line -> line.matches(" *2 +prompt:terse +retired +0\\.500 +1 +beaten thrice"));
    }

    @Test
    void spendSaysHowFarItCanBeBelievedAndWhatHasNoPrice() {
        service.on("/api/spend", 200, """
                {"by": "model", "groupCount": 2, "groups": [
                   {"key": "a/one", "used": {"costUsd": 1.5, "costAccuracy": "exact", "input": 812000, "output": 9000, "calls": 12}},
                   {"key": "b/two", "used": {"costUsd": null, "costAccuracy": "unknown", "input": 40, "output": 2, "calls": 1}}],
                 "total": {"costUsd": 1.5, "costAccuracy": "at-least", "input": 812040, "output": 9002, "calls": 13},
                 "unpriced": [{"model": "b/two", "provider": "", "calls": 1, "tokens": 42}],
                 "prices": {"builtInAsOf": "2026-07-02", "hasOwn": false, "problem": null}}
                """);

        assertThat(cli.run("spend", "--table").out().lines())
                .anyMatch(line -> line.matches("a/one +\\$1\\.50 +812\\.0k +9000 +12"))
                .anyMatch(line -> line.matches("b/two +unknown +40 +2 +1"))
                .anyMatch(line -> line.matches("total +≥ \\$1\\.50 +812\\.0k +9002 +13"));
        assertThat(cli.run("spend", "--table").err())
                .contains("b/two has no price (42 tokens): add it to prices.yaml.");
    }

    @Test
    void aForecastSaysItInWordsAndFigures() {
        service.on("/api/workflows/forecast", 200, """
                {"workflow": "fusion.jsx", "store": "fusion", "runs": 20, "alike": true,
                 "timeMs": {"p50": 180000.0, "p90": 300000.0, "runs": 20, "accuracy": "exact"}, "tokens": null,
                 "costUsd": {"p50": 0.031, "p90": 0.0449, "runs": 18, "accuracy": "at-least"},
                 "says": "Usually 3 to 5 min, by the last 20 runs."}
                """);

        assertThat(cli.run("forecast", "fusion", "--table").out().lines())
                .contains("Usually 3 to 5 min, by the last 20 runs.")
                .anyMatch(line -> line.matches("time +3 min 00 s +5 min 00 s +20"))
                .anyMatch(line -> line.matches("cost +≥ \\$0\\.0310 +≥ \\$0\\.0449 +18"));
    }

    @Test
    void aForecastIsAskedForWithWhatSaysHowMuchIsToBeDone() {
        ForecastCommand command = new ForecastCommand();
        new CommandLine(command)
                .parseArgs(
                        "fusion",
                        "--env",
                        "CHAD_FUSION_MAX=3",
                        "--input",
                        "{\"prompt\": \"Why?\", \"rounds\": 2, \"models\": [\"a\", \"b\"]}");

        assertThat(command.query())
                .hasToString("/workflows/forecast?workflow=fusion&with=CHAD_FUSION_MAX%3D3&with=input.rounds%3D2"
                        + "&with=input.models%3D2");
    }
}
