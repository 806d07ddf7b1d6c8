package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Cli;
import chad.cli.testing.Ended;
import chad.cli.testing.RunsService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The installed CLI as a process against the real service and the real engine, on a terminal and piped. */
@ExtendWith(RunsService.Provider.class)
class CliIT {

    private static final String FUSION = "fusion-of-the-it";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    Path folder;

    /** One run that all the reading commands look at. */
    @BeforeAll
    static void launch(RunsService service) {
        Ended ended =
                service.cli().run("launch", "fusion", "--prompt", "Why is the sky blue?", "--run-id", FUSION, "--wait");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.json().path("state").asText()).isEqualTo("finished");
        assertThat(ended.err()).contains("judge finished", "run is finished");
        assertThat(service.cli().run("backup").exitCode()).isZero(); // for the list of backups
    }

    @AfterAll
    static void everyAnswerWasAsTheDocumentSays(RunsService service) {
        assertThat(service.answersUnlikeTheDocument()).isEmpty();
        assertThat(service.calledByTheCli()).hasSizeGreaterThan(50);
    }

    /** A command, a word that its table has, a field that its JSON has. */
    private record Reading(String word, String field, String... arguments) {}

    private static final List<Reading> READINGS = List.of(
            new Reading("smithers", "status", "health"),
            new Reading("state/fusion.db", "items", "stores"),
            new Reading(FUSION, "items", "runs", "--workflow", "fusion", "--since", "1d"),
            new Reading("synthesize", "nodes", "get", FUSION),
            new Reading("synthesize", "nodes", "watch", FUSION),
            new Reading("judge finished", "items", "logs", FUSION, "--node", "judge"),
            new Reading("at work", "attempts", "trace", FUSION, "judge"),
            new Reading("sky blue", "items", "chat", FUSION, "--node", "synthesize"),
            new Reading("best_model", "best_model", "output", FUSION, "synthesize"),
            new Reading("+0 ms", "items", "timeline", FUSION),
            new Reading("FRAME", "items", "frames", FUSION),
            new Reading("1 finished", "items", "workflows"),
            new Reading("panel-summary", "dag", "graph", FUSION, "--run"),
            new Reading("probe-state", "dag", "graph", "probe"),
            new Reading("a/one", "featured", "models"),
            new Reading("launch", "items", "audit", "--run", FUSION),
            new Reading("gives back", "items", "stores", "--sizes"),
            new Reading("BACKUP", "items", "backups"));

    @TestFactory
    List<DynamicTest> readingCommandsAreTablesOnATerminalAndJsonWhenPiped(RunsService service) {
        return READINGS.stream()
                .map(reading -> DynamicTest.dynamicTest(String.join(" ", reading.arguments()), () -> {
                    Ended table = service.cli().onTerminal(reading.arguments());
                    assertThat(table.exitCode()).as(table.out()).isZero();
                    assertThat(plain(table.out())).contains(reading.word());

                    Ended piped = service.cli().run(reading.arguments());
                    assertThat(piped.exitCode()).as(piped.err()).isZero();
                    assertThat(piped.json().has(reading.field())).isTrue();
                }))
                .toList();
    }

    @Test
    void whatIsEmptyOrDownIsSaidAndIsJsonAllTheSame(RunsService service) {
        assertThat(service.cli().run("experiments").json().path("generation").asInt())
                .isZero();
        assertThat(service.cli().onTerminal("experiments").out()).contains("chad-runs launch experiments.jsx");
        assertThat(service.cli().run("roster").exitCode()).isEqualTo(1);
        assertThat(service.cli().onTerminal("roster").out()).contains("Try: chad-runs health");
        assertThat(service.cli().run("diff", FUSION, "judge").json().path("files"))
                .isEmpty();
        assertThat(service.cli()
                        .run("runs", "--grep", "nothing-is-called-so")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void aListGoesOnByItsCursorAndAllOfItIsOneDocument(RunsService service) {
        JsonNode first = service.cli().run("frames", FUSION, "--limit", "2").json();
        JsonNode second = service.cli()
                .run(
                        "frames",
                        FUSION,
                        "--limit",
                        "2",
                        "--cursor",
                        first.path("nextCursor").asText())
                .json();
        JsonNode all = service.cli().run("frames", FUSION, "--all").json();

        assertThat(first.path("items")).hasSize(2);
        assertThat(second.path("items").get(0).path("frameNo").asInt()).isEqualTo(3);
        assertThat(all.path("nextCursor").isNull()).isTrue();
        assertThat(all.path("items").size()).isGreaterThan(4);
    }

    @Test
    void aBackupIsMadeAndSaysWhatItLacks(RunsService service) {
        Ended made = service.cli().run("backup", "--keep", "2");
        Ended shown = service.cli().onTerminal("backup");

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.json().path("state").asText()).isEqualTo("done");
        assertThat(made.json().path("stores").findValuesAsText("path")).contains("state/fusion.db");
        assertThat(shown.exitCode()).isZero();
        assertThat(plain(shown.out())).contains("✓ state/backups/", "credentials.json");
        assertThat(service.cli().run("backup", "--keep", "0").exitCode()).isEqualTo(4);
    }

    @Test
    void aStoreIsArchivedWhenItsRunsHaveEnded(RunsService service) {
        service.cli().run("launch", "probe", "--run-id", "to-be-archived", "--wait");

        assertThat(service.cli().run("archive", "no-such-store").exitCode()).isEqualTo(4);
        Ended tooYoung = service.cli().run("archive", "probe", "--older-than-days", "30");
        assertThat(tooYoung.exitCode()).isEqualTo(1);
        assertThat(tooYoung.err()).contains("30 days");
        Ended archived = Awaitility.await()
                .atMost(60, TimeUnit.SECONDS) // the engine's process lives on for a moment behind its run
                .until(() -> service.cli().onTerminal("archive", "probe"), ended -> ended.exitCode() == 0);

        assertThat(plain(archived.out())).contains("✓ state/archive/probe-", "freed");
    }

    @Test
    void aFailingRunEndsWithOneAndSaysWhatToReadNext(RunsService service) {
        Ended ended =
                service.cli().run("launch", "steps", "--input", "{\"fail\": true}", "--run-id", "fails", "--wait");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.json().path("state").asText()).isEqualTo("failed");
        assertThat(ended.err()).contains("second failed", "chad-runs logs fails");
        Ended shown = service.cli().onTerminal("watch", "fails");
        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(plain(shown.out())).contains("it was told to fail");
    }

    @Test
    void aRunThatIsCancelledEndsItsWatchersWithTwo(RunsService service) throws IOException {
        Path hold = service.folder().resolve("never");
        String input = "{\"hold\": \"%s\"}".formatted(hold);
        service.cli().run("launch", "steps", "--input", input, "--run-id", "cancelled");
        Cli.Running watching = service.cli().start("watch", "cancelled");
        Cli.Running following = service.cli().start("logs", "cancelled", "--follow", "--table");
        waitFor(watching, "second started");

        assertThat(service.cli().onTerminal("cancel", "cancelled").exitCode()).isZero();

        assertThat(service.cli().ended(watching).exitCode()).isEqualTo(2);
        Ended log = service.cli().ended(following);
        assertThat(log.exitCode()).isZero();
        assertThat(log.out().toLowerCase(Locale.ROOT)).contains("second started", "run cancelled");
    }

    @Test
    void aGateEndsAWatchWithThreeAndApprovingItWithZero(RunsService service) {
        Cli cli = service.cli();
        Ended waiting = cli.run(
                "launch",
                "autonomy-ladder.jsx",
                "--input",
                "{\"item\": \"Please reset my password\"}",
                "--run-id",
                "ladder",
                "--annotation",
                "reason=it",
                "--wait");
        assertThat(waiting.exitCode()).isEqualTo(3);
        assertThat(waiting.err()).contains("chad-runs approve ladder");
        assertThat(plain(cli.onTerminal("approvals").out())).contains("reset my password", "approve of ladder");
        assertThat(cli.run("approvals").json().path("items").toString()).contains("\"runId\":\"ladder\"");

        Ended stale = cli.run("approve", "ladder", "--digest", "f".repeat(64));
        assertThat(stale.exitCode()).isEqualTo(1);
        assertThat(stale.err()).contains("has changed since", "Try: chad-runs approvals");

        Ended approved = cli.run("approve", "ladder", "--note", "Looks good", "--wait");
        assertThat(approved.exitCode()).as(approved.err()).isZero();
        assertThat(approved.err()).contains("Please reset my password");
        assertThat(approved.json().path("approvals").get(0).path("note").asText())
                .isEqualTo("Looks good");
        Ended again = cli.run("approve", "ladder");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("No gate of ladder is waiting", "finished");
    }

    @Test
    void aPersonOnATerminalSeesTheRequestAndIsAskedOnceMore(RunsService service) {
        Cli cli = service.cli();
        cli.run("launch", "autonomy-ladder", "--input", "{\"item\": \"Please help\"}", "--run-id", "asked", "--wait");

        Ended hesitating = cli.onTerminal("deny", "asked"); // an empty stdin is no yes
        assertThat(plain(hesitating.out())).contains("Please help", "Nothing was decided");
        assertThat(hesitating.exitCode()).isEqualTo(3);

        Ended denied = cli.onTerminal("deny", "asked", "--yes", "--note", "not now", "--wait");
        assertThat(denied.exitCode()).as(denied.out()).isZero();
        assertThat(plain(denied.out())).contains("outcome: denied");
    }

    @Test
    void questionsSignalsAndSettingsReachTheRun(RunsService service) {
        Cli cli = service.cli();
        Ended waiting = cli.run(
                "launch",
                "steps",
                "--input",
                "{\"stops\": [\"question\", \"signal\"]}",
                "--run-id",
                "asks",
                "--env",
                "CHAD_WORD=blue",
                "--wait");
        assertThat(waiting.exitCode()).isEqualTo(3);

        assertThat(cli.run("answer", "asks", "--value", "{\"age\": \"old\"}").exitCode())
                .isEqualTo(4);
        assertThat(cli.run("answer", "asks", "--value", "{\"age\": 7}", "--wait")
                        .exitCode())
                .isEqualTo(3);
        Ended ended = cli.run("signal", "asks", "news", "--payload", "{\"word\": \"hi\"}", "--wait");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(cli.run("output", "asks", "second").json().path("text").asText())
                .isEqualTo("word blue");
    }

    @Test
    void aRunIsPausedResumedForkedRetriedAndRewound(RunsService service) throws IOException {
        Cli cli = service.cli();
        Path hold = service.folder().resolve("hold");
        cli.run("launch", "steps", "--input", "{\"hold\": \"%s\"}".formatted(hold), "--run-id", "steered");
        Cli.Running watching = cli.start("watch", "steered");
        waitFor(watching, "second started");
        assertThat(cli.run("resume", "steered").exitCode()).isEqualTo(1);
        assertThat(cli.run("pause", "steered").exitCode()).isZero();
        Files.createFile(hold);
        int paused = cli.ended(watching).exitCode();
        assertThat(paused).isIn(0, 3); // the run's last task may end before or behind the pause
        assertThat(paused == 0 || cli.run("resume", "steered", "--wait").exitCode() == 0)
                .isTrue();

        Ended forked = cli.run("fork", "steered", "--frame", "1", "--label", "again", "--wait");
        assertThat(forked.exitCode()).as(forked.err()).isZero();
        assertThat(forked.json().path("parentId").asText()).isEqualTo("steered");
        assertThat(cli.run("retry", "steered", "second", "--wait").exitCode()).isZero();
        assertThat(cli.run("rewind", "steered", "1").err()).contains("--yes", "chad-runs fork");
        assertThat(cli.run("rewind", "steered", "1", "--yes").err())
                .contains("first recorded after that frame", "Replay");
        Ended rewound = cli.run("rewind", "steered", "2", "--yes");
        assertThat(rewound.exitCode()).as(rewound.err()).isZero();
        assertThat(cli.run("resume", "steered", "--wait").exitCode()).isZero();
    }

    @Test
    void aWorkflowIsReadCheckedSavedAndRestoredAndALostUpdateIsRefused(RunsService service) throws IOException {
        Cli ann = service.cli()
                .with("XDG_STATE_HOME", service.folder().resolve("ann").toString());
        Cli bob = service.cli()
                .with("XDG_STATE_HOME", service.folder().resolve("bob").toString());
        assertThat(ann.run("save", "letters.jsx", "--template", "plain").exitCode())
                .isZero();
        String first = ann.run("cat", "letters").out();
        assertThat(bob.run("cat", "letters.jsx").out()).isEqualTo(first);

        assertThat(ann.runWith(first + "// ann\n", "save", "letters.jsx").exitCode())
                .isZero();
        Ended lost = bob.runWith(first + "// bob\n", "save", "letters.jsx", "-");
        assertThat(lost.exitCode()).isEqualTo(1);
        assertThat(lost.err()).contains("Nothing was saved", "chad-runs cat letters.jsx", "--force");
        assertThat(bob.run("cat", "letters.jsx").out()).isEqualTo(first + "// ann\n");
        assertThat(bob.runWith(first + "// bob\n", "save", "letters.jsx").exitCode())
                .isZero();
        assertThat(ann.runWith(first, "save", "letters.jsx", "--force").exitCode())
                .isZero();
        Ended unseen = service.cli()
                .with("XDG_STATE_HOME", service.folder().resolve("eve").toString())
                .runWith("x", "save", "letters.jsx");
        assertThat(unseen.exitCode()).isEqualTo(1);
        assertThat(unseen.err()).contains("not known which version");

        assertThat(ann.runWith("export default (", "check", "letters.jsx").exitCode())
                .isEqualTo(1);
        assertThat(ann.runWith(first, "check", "letters.jsx")
                        .json()
                        .path("valid")
                        .asBoolean())
                .isTrue();
        int oldest = ann.run("versions", "letters.jsx").json().path("items").size();
        assertThat(oldest).isGreaterThan(2);
        assertThat(plain(ann.onTerminal("versions", "letters").out())).contains("saved");
        assertThat(ann.run("restore", "letters.jsx", "2").exitCode()).isZero();
        assertThat(ann.run("cat", "letters.jsx").out()).isEqualTo(first + "// ann\n");
        assertThat(ann.run("cat", "letters.jsx", "--version-number", "1").out()).isEqualTo(first);
    }

    @Test
    void textFromOutsideCanNotSteerTheTerminal(RunsService service) {
        Ended ended = service.cli()
                .onTerminal("launch", "steps", "--prompt", "\u009b31mhi \u202eevil", "--run-id", "hostile", "--wait");
        Ended json = service.cli().onTerminal("get", "hostile", "--json");

        for (String shown : List.of(ended.out(), json.out())) {
            assertThat(shown.replaceAll("\u001b\\[([0-9]*m|K)", ""))
                    .doesNotContain("\u001b", "\u009b", "\u202e", "\u0007");
        }
        assertThat(ended.out()).contains("first red").doesNotContain("\u001b[31mred");
    }

    @Test
    void aLinkThatSignsABrowserInIsPrinted(RunsService service) {
        assertThat(service.cli().run("sign-in").json().path("url").asText()).startsWith("http");
        assertThat(plain(service.cli().onTerminal("sign-in").out())).contains(service.url(), "It works once");
    }

    @Test
    void exitCodesTellInputRightsAndReachability(RunsService service) {
        Cli cli = service.cli();
        assertThat(cli.run("launch", "fusion.jsx").exitCode()).isEqualTo(4);
        assertThat(cli.run("launch", "fusion.jsx").err()).contains("input.prompt", "--input");
        assertThat(cli.run("launch", "fusion.jsx", "--prompt", "x", "--run-id", FUSION)
                        .exitCode())
                .isEqualTo(1);
        assertThat(cli.run("launch", "steps.jsx", "--env", "CHAD_API_KEY=x").err())
                .contains("KEY", "--env");
        assertThat(cli.run("get", "no-such-run").exitCode()).isEqualTo(4);
        assertThat(cli.run("get", "no-such-run").err()).contains("Try: chad-runs runs");
        assertThat(cli.run("launch", "no-such").err()).contains("Try: chad-runs workflows");

        Cli viewer = cli.with("SMITHERS_RUNS_API_KEY", RunsService.VIEWER_KEY);
        assertThat(viewer.run("runs").exitCode()).isZero();
        assertThat(viewer.run("cancel", FUSION).exitCode()).isEqualTo(5);
        assertThat(viewer.run("cancel", FUSION).err()).contains("operator");
        assertThat(cli.with("SMITHERS_RUNS_API_KEY", "a-key-nobody-knows")
                        .run("runs")
                        .exitCode())
                .isEqualTo(5);
        assertThat(cli.run("health", "--url", "http://127.0.0.1:9").exitCode()).isEqualTo(6);
    }

    @Test
    void aScheduleIsMadeChangedTriggeredAndKeptInAFile(RunsService service) throws IOException {
        Cli cli = service.cli();
        Ended dry = cli.run("schedule", "add", "it-night", "steps", "--cron", "45 4 * * 1-5", "--dry-run", "--table");
        assertThat(dry.out()).as(dry.err()).startsWith("every weekday at 04:45");
        assertThat(cli.run("schedules").json().path("items")).isEmpty();

        Ended made = cli.run(
                "schedule",
                "add",
                "it-night",
                "steps",
                "--cron",
                "45 4 * * 1-5",
                "--zone",
                "Europe/Berlin",
                "--must-finish-within",
                "2h",
                "--no-must-succeed",
                "--paused",
                "not yet");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.json().at("/definition/mustFinishWithin").asText()).isEqualTo("PT2H");
        assertThat(made.json().at("/definition/mustSucceed").asBoolean()).isFalse();
        assertThat(made.json().at("/paused/note").asText()).isEqualTo("not yet");
        assertThat(cli.run("schedule", "add", "it-night", "steps", "--every", "5m")
                        .err())
                .contains("already", "chad-runs schedules");

        JsonNode changed = cli.run("schedule", "set", "it-night", "--every", "6h", "--clear", "mustSucceed")
                .json();
        assertThat(changed.at("/says").asText()).isEqualTo("every 6 hours");
        assertThat(changed.path("definition").has("cron")).isFalse();
        assertThat(changed.path("definition").has("mustSucceed")).isFalse();
        assertThat(changed.at("/definition/mustFinishWithin").asText()).isEqualTo("PT2H");

        String run =
                cli.run("schedule", "trigger", "it-night").json().path("runId").asText();
        Awaitility.await()
                .atMost(90, TimeUnit.SECONDS)
                .until(() -> cli.run("schedule", "firings", "it-night")
                        .json()
                        .at("/items/0/runState")
                        .asText()
                        .equals("finished"));
        assertThat(cli.run("get", run).json().at("/annotations/schedule").asText())
                .isEqualTo("it-night");
        assertThat(plain(cli.onTerminal("schedule", "firings", "it-night").out()))
                .contains("✓ finished", run);
        assertThat(plain(cli.onTerminal("schedules").out())).contains("it-night", "‖ paused", "✓ finished");
        assertThat(cli.run("schedule", "backfill", "it-night", "--since", "13h", "--dry-run")
                        .json()
                        .path("items"))
                .hasSizeBetween(2, 3);
        assertThat(cli.run("schedule", "resume", "it-night")
                        .json()
                        .path("paused")
                        .isNull())
                .isTrue();
        assertThat(plain(cli.onTerminal("schedule", "pause", "it-night", "--note", "enough")
                        .out()))
                .contains("every 6 hours", "enough");
        assertThat(cli.run("schedule", "seen", "it-night").exitCode()).isZero();

        Path file = folder.resolve("schedules.yaml");
        Files.writeString(file, cli.run("schedule", "export").out());
        assertThat(cli.run("schedule", "apply", "-f", file.toString(), "--prune", "--table")
                        .err())
                .contains("0 created, 0 changed, 0 deleted, 1 unchanged");
        assertThat(cli.run("schedule", "rm", "it-night").exitCode()).isZero();
        assertThat(cli.run("schedule", "apply", "-f", file.toString())
                        .json()
                        .at("/created/0")
                        .asText())
                .isEqualTo("it-night");
        assertThat(cli.run("schedule", "show", "it-night")
                        .json()
                        .at("/paused/note")
                        .asText())
                .isEqualTo("enough");
        Files.writeString(file, "schedules: {}\n");
        assertThat(cli.run("schedule", "apply", "-f", file.toString(), "--prune")
                        .json()
                        .at("/deleted/0")
                        .asText())
                .isEqualTo("it-night");
        assertThat(cli.run("schedule").exitCode()).isEqualTo(4);
        assertThat(cli.run("schedule").err()).contains("trigger");
    }

    @Test
    void aShellCompletesRunIdsAndWorkflowsFromTheServer(RunsService service) {
        completes(service, FUSION, "get", "fusion-of");
        completes(service, "judge", "trace", FUSION, "jud");
        completes(service, "fusion.jsx", "launch", "fus");
        completes(service, "trigger", "schedule", "tri");
        Ended down = service.cli().with("CHAD_RUNS_URL", "http://127.0.0.1:9").run("__complete", "--", "get", "");
        assertThat(down.out() + down.err()).isEmpty();

        Cli bash = service.cli().through("bash", "-c", """
                source <("$0" completion bash)
                COMP_WORDS=("$0" get fusion-of)
                COMP_CWORD=2
                _chad_runs
                echo "${COMPREPLY[0]}"
                """);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
            Ended ended = bash.run();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out().strip()).isEqualTo(FUSION);
        });
    }

    /** Sooner or later: a busy server that does not answer at once is no error to a shell. */
    private static void completes(RunsService service, String expected, String... words) {
        String[] arguments =
                Stream.concat(Stream.of("__complete", "--"), Stream.of(words)).toArray(String[]::new);
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(service.cli().run(arguments).out()).startsWith(expected + "\t"));
    }

    /** Without the colours. */
    private static String plain(String shown) {
        return shown.replaceAll("\u001b\\[[0-9]*[mK]", "").replace("\r", "");
    }

    private static void waitFor(Cli.Running running, String words) {
        Awaitility.await()
                .atMost(90, TimeUnit.SECONDS)
                .until(() -> plain(running.shown()).contains(words));
    }
}
