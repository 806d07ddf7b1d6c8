package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Cli;
import chad.cli.testing.Ended;
import chad.cli.testing.FakeService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands ask of the service: the options of the engine, and which gate, which frames. */
class HandsTest {

    private static final String STEERED =
            "{\"runId\": \"r-1\", \"run\": {\"state\": \"running\"}, \"continued\": true, \"note\": null}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    Path folder;

    private Cli cli(FakeService service) {
        return Cli.ofClasses(folder).with("CHAD_RUNS_URL", service.url());
    }

    @Test
    void launchAndResumeTakeTheOptionsOfTheEngine() {
        try (FakeService service = new FakeService()) {
            service.on("/api/launch", 201, "{\"runId\": \"r-1\", \"workflow\": \"a.jsx\", \"store\": \"a\"}");
            service.on("/api/runs/r-1/resume", 200, STEERED);
            String[] options = {
                "--root", "sandbox/night", "--log-dir", "logs/night", "--no-log", "--allow-network",
                "--max-output-bytes", "5000", "--tool-timeout-ms", "900", "--max-concurrency", "3"
            };
            String[] launch = concat(List.of("launch", "a.jsx"), options);
            String[] resume = concat(List.of("resume", "r-1"), options);
            String sent = "\"maxConcurrency\":3,\"root\":\"sandbox/night\",\"logDir\":\"logs/night\",\"log\":false,"
                    + "\"allowNetwork\":true,\"maxOutputBytes\":5000,\"toolTimeoutMs\":900";

            Ended launched = cli(service).run(launch);
            assertThat(launched.exitCode()).as(launched.err()).isZero();
            assertThat(service.asked().getLast().body()).contains(sent);
            assertThat(cli(service).run(resume).exitCode()).isZero();
            assertThat(service.asked().getLast().body()).contains(sent);

            cli(service).run("resume", "r-1", "--log", "--no-allow-network");
            assertThat(service.asked().getLast().body()).contains("\"log\":true,\"allowNetwork\":false");
            cli(service).run("resume", "r-1");
            assertThat(service.asked().getLast().body()).doesNotContain("log", "root", "max");
        }
    }

    @Test
    void aGraphIsDrawnWithAnInputOrThatOfARun() {
        try (FakeService service = new FakeService()) {
            service.on("/api/workflow-graph", 200, "{\"dag\": {\"nodes\": [], \"edges\": []}}");

            Ended drawn = cli(service).run("graph", "a.jsx", "--input", "{\"prompt\": \"Why?\"}");
            assertThat(drawn.exitCode()).as(drawn.err()).isZero();
            assertThat(service.asked().getLast().body())
                    .isEqualTo("{\"name\":\"a.jsx\",\"input\":{\"prompt\":\"Why?\"}}");
            cli(service).run("graph", "a.jsx", "--run-id", "r-1", "--store", "nightly");
            assertThat(service.asked().getLast().body())
                    .isEqualTo("{\"name\":\"a.jsx\",\"run\":\"r-1\",\"store\":\"nightly\"}");
            cli(service).run("graph", "a.jsx");
            assertThat(service.asked().getLast().method()).isEqualTo("GET");

            Ended both = cli(service).run("graph", "a.jsx", "--input", "{}", "--run-id", "r-1");
            assertThat(both.exitCode()).isEqualTo(4);
            assertThat(both.err()).contains("exclude each other");
        }
    }

    @Test
    void aShrunkenCatalogIsAcceptedWithItsRefreshOnly() {
        try (FakeService service = new FakeService()) {
            service.on("/api/models", 200, "{}");
            service.on("/api/models/refresh", 200, "{}");

            assertThat(cli(service)
                            .run("models", "--refresh", "--accept-shrunken")
                            .exitCode())
                    .isZero();
            cli(service).run("models", "--refresh");
            assertThat(service.asked())
                    .filteredOn(asked -> asked.method().equals("POST"))
                    .extracting(FakeService.Asked::body)
                    .containsExactly("{\"acceptShrunken\":true}", "{}");
            assertThat(cli(service).run("models", "--accept-shrunken").exitCode())
                    .isEqualTo(4);
        }
    }

    private static String[] concat(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }

    @Test
    void aGateIsChosenByItsIteration() {
        try (FakeService service = new FakeService()) {
            service.on("/api/runs/r-1", 200, """
                    {"state": "waiting-approval", "approvals": [
                      {"nodeId": "ship", "iteration": 0, "status": "requested", "digest": "d0", "request": {}},
                      {"nodeId": "ship", "iteration": 1, "status": "requested", "digest": "d1", "request": {}}]}
                    """);
            service.on("/api/runs/r-1/approve", 200, STEERED);

            Ended unclear = cli(service).run("approve", "r-1");
            assertThat(unclear.exitCode()).isEqualTo(4);
            assertThat(unclear.err()).contains("--iteration");
            assertThat(cli(service).run("approve", "r-1", "--iteration", "1").exitCode())
                    .isZero();
            assertThat(service.asked().getLast().body())
                    .isEqualTo("{\"node\":\"ship\",\"iteration\":1,\"digest\":\"d1\"}");
            assertThat(cli(service).run("approve", "r-1", "--iteration", "7").err())
                    .contains("in iteration 7");
        }
    }

    @Test
    void theLastFramesAreShownInOrderAndThoseThatChangedNothingAreLeftOut() {
        List<String> queries = new CopyOnWriteArrayList<>();
        try (FakeService service = new FakeService()) {
            service.on("/api/runs/r-1/frames", exchange -> {
                queries.add(exchange.getRequestURI().getQuery());
                FakeService.send(exchange, 200, Map.of(), """
                        {"items": [{"frameNo": 9, "createdAtMs": 1, "sizeBytes": 2},
                                   {"frameNo": 4, "createdAtMs": 1, "sizeBytes": 2}], "nextCursor": null}
                        """);
            });

            Ended shown = cli(service).run("frames", "r-1", "--tail", "2", "--compact");
            assertThat(shown.exitCode()).as(shown.err()).isZero();
            assertThat(queries).containsExactly("order=newest&changed=true&limit=2");
            assertThat(shown.json().path("items").findValuesAsText("frameNo")).containsExactly("4", "9");
        }
    }

    @Test
    void waitingForAForkStartsItAndSaysSo() {
        try (FakeService service = new FakeService()) {
            service.on("/api/runs/r-0/fork", 201, STEERED);
            service.on(
                    "/api/runs/r-1",
                    200,
                    "{\"id\": \"r-1\", \"state\": \"finished\", \"nodes\": [], \"approvals\": []}");

            Ended waited = cli(service).run("fork", "r-0", "--frame", "3", "--wait");
            assertThat(waited.exitCode()).as(waited.err()).isZero();
            assertThat(waited.err()).contains("--wait also starts the fork");
            assertThat(service.asked())
                    .filteredOn(asked -> asked.method().equals("POST"))
                    .singleElement()
                    .satisfies(asked -> assertThat(asked.body()).contains("\"run\":true"));
            assertThat(cli(service)
                            .run("fork", "r-0", "--frame", "3", "--run", "--wait")
                            .err())
                    .doesNotContain("--wait also starts");
        }
    }

    @Test
    void theVersionHasItsShortOption() {
        Ended shown = Cli.ofClasses(folder).run("-v");
        assertThat(shown.out())
                .isEqualTo(Cli.ofClasses(folder).run("--version").out())
                .isNotBlank();
        assertThat(shown.err()).isEmpty();
        assertThat(Cli.ofClasses(folder).run("runs", "-v").out()).isEqualTo(shown.out());
    }
}
