package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Cli;
import chad.cli.testing.Ended;
import chad.cli.testing.FakeService;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Watching over a line that breaks. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class WatchTest {

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

    private static String run(String state) {
        return "{\"id\":\"r\",\"state\":\"%s\",\"progress\":{\"total\":2,\"finished\":1},\"nodes\":[],\"approvals\":[]}"
                .formatted(state);
    }

    private static void events(HttpExchange exchange, String... messages) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(String.join("", messages).getBytes(UTF_8));
    }

    @Test
    void aStreamThatBreaksIsTakenUpAgainBehindTheLastMessage() {
        AtomicInteger streams = new AtomicInteger();
        service.on("/api/runs/r", 200, run("running"));
        service.on("/api/stream", exchange -> {
            if (streams.incrementAndGet() == 1) {
                events(
                        exchange,
                        "id:e-1\ndata:{\"kind\":\"hello\"}\n\n",
                        "id:e-2\ndata:{\"kind\":\"nodes\",\"nodes\":[{\"id\":\"judge\",\"iteration\":0,\"state\":\"in-progress\"}]}\n\n");
            } else {
                service.on("/api/runs/r", 200, run("finished"));
                events(exchange, ":ping\n\n", "id:e-3\ndata:{\"kind\":\"run\",\"run\":" + run("finished") + "}\n\n");
            }
        });

        Ended ended = cli.run("watch", "r");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).containsOnlyOnce("judge started").contains("run is finished");
        List<FakeService.Asked> asked = service.asked().stream()
                .filter(request -> request.path().equals("/api/stream"))
                .toList();
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().header("Last-Event-ID")).isEqualTo("e-2");
    }

    @Test
    void withoutAStreamTheRunIsPolled() {
        AtomicInteger looks = new AtomicInteger();
        service.on(
                "/api/runs/r",
                exchange -> FakeService.send(
                        exchange,
                        looks.incrementAndGet() == 2 ? 503 : 200,
                        Map.of(),
                        run(looks.get() < 3 ? "running" : "failed")));

        assertThat(cli.run("watch", "r").exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "finished, 0, ''",
        "finished-with-failures, 0, ''",
        "failed, 1, chad-runs logs r",
        "cancelled, 2, ''",
        "waiting-approval, 3, chad-runs approve r",
        "waiting-event, 3, chad-runs signal r",
        "paused, 3, chad-runs resume r",
        "not-started, 3, chad-runs resume r"
    })
    void theExitCodeIsTheRuns(String state, int exitCode, String next) {
        service.on("/api/runs/r", 200, run(state));

        Ended ended = cli.run("watch", "r");

        assertThat(ended.exitCode()).isEqualTo(exitCode);
        assertThat(ended.err()).contains(next);
        assertThat(ended.json().path("state").asText()).isEqualTo(state);
    }

    @Test
    void aStallIsToldWithItsReason() {
        String stalled =
                run("stalled").replace("{\"id\"", "{\"stall\":{\"reason\":\"Engine process 4711 is gone.\"},\"id\"");
        service.on("/api/runs/r", 200, stalled);

        Ended ended = cli.run("watch", "r", "--timeout", "1s");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("run is stalled: Engine process 4711 is gone.", "chad-runs resume r");
    }

    @Test
    void whoKeepsWaitingSeesTheGateAndGoesOnUntilTheTimeIsUp() {
        service.on("/api/runs/r", 200, run("waiting-approval"));
        service.on("/api/stream", exchange -> events(exchange, "id:e-1\ndata:{\"kind\":\"hello\"}\n\n"));

        Ended ended = cli.run("watch", "r", "--keep-waiting", "--timeout", "1s");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("run is waiting-approval", "Still running", "chad-runs watch r");
    }
}
