package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Cli;
import chad.cli.testing.Ended;
import chad.cli.testing.FakeService;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    private static final List<String> PROMISED = List.of(
            "health",
            "stores",
            "runs",
            "get",
            "watch",
            "logs",
            "trace",
            "chat",
            "diff",
            "workflows",
            "graph",
            "cat",
            "save",
            "launch",
            "cancel",
            "fork",
            "approve",
            "deny",
            "schedules",
            "schedule",
            "resume",
            "approvals",
            "experiments",
            "models",
            "roster",
            "report",
            "spend",
            "forecast",
            "audit");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    Path folder;

    private static String help(String... arguments) {
        StringWriter shown = new StringWriter();
        assertThat(Main.execute(new PrintWriter(shown), new PrintWriter(shown), arguments))
                .isZero();
        return shown.toString();
    }

    @Test
    void everyPromisedCommandIsListedAndNoHiddenOne() {
        assertThat(help("--help"))
                .contains(PROMISED)
                .contains("CHAD_RUNS_URL", "Exit codes")
                .doesNotContain("__");
    }

    @Test
    void everyCommandTellsWhatItDoesAndHowItEnds() {
        for (String name : Commands.names()) {
            if (!name.startsWith("__") && !name.equals("completion")) {
                assertThat(help(name, "--help")).contains("chad-runs " + name, "not authorised", "can't be reached");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show",
                "add",
                "set",
                "pause",
                "resume",
                "trigger",
                "backfill",
                "firings",
                "seen",
                "rm",
                "apply",
                "export"
            })
    void everyVerbOfSchedulesTellsWhatItDoes(String verb) {
        assertThat(help("schedule", verb, "--help")).contains("chad-runs schedule " + verb, "can't be reached");
        assertThat(help("schedule", "--help")).contains("  " + verb + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void everyShellHasItsCompletion(String shell) {
        assertThat(help("completion", shell)).contains("__complete");
    }

    @Test
    void reportsAndSignInLinksSpeakTheWireFormat() {
        try (FakeService service = new FakeService()) {
            service.on("/api/reports", 200, """
                    {"items": [{"night": "2026-06-13", "title": "Night of 2026-06-13", "path": "reports/2026-06-13.md",
                      "createdAtMs": 1795252285000, "post": {"state": "posted"}}], "nextCursor": null}
                    """);
            service.on(
                    "/api/reports/2026-06-13",
                    exchange -> FakeService.send(
                            exchange, 200, Map.of("Content-Type", "text/markdown"), "# Night of 2026-06-13\n"));
            service.on("/api/session/link", 200, "{\"url\": \"http://127.0.0.1/once\", \"expiresAtMs\": 1}");
            Cli cli = Cli.ofClasses(folder).with("CHAD_RUNS_URL", service.url());

            assertThat(cli.run("report", "--table").out()).contains("Night of 2026-06-13", "posted");
            assertThat(cli.run("report", "2026-06-13").out()).isEqualTo("# Night of 2026-06-13\n");
            assertThat(service.asked().getLast().header("Accept")).isEqualTo("text/markdown");
            Ended made = cli.run("report", "2026-06-13", "--make");
            assertThat(made.exitCode()).isZero();
            assertThat(service.asked().getLast().body()).isEqualTo("{\"night\":\"2026-06-13\"}");
            assertThat(cli.run("sign-in", "--table").out().strip()).isEqualTo("http://127.0.0.1/once");
        }
    }
}
