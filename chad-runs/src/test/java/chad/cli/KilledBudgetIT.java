package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.cli.testing.Ended;
import chad.cli.testing.RunsService;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The service is killed while a dozen runs spend one budget: they exceed it by what one call costs at most. */
class KilledBudgetIT {

    private static final int RUNS = 12;
    private static final int CALLS = 3;
    private static final int ROUNDS = 2;
    private static final double CALL_USD = 0.25;
    private static final double BUDGET_USD = 3;
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Set<String> AT_REST = Set.of("paused", "finished");

    /** A model that takes a while, so that calls are under way when the service dies. */
    private static final class SlowModel implements AutoCloseable {

        private static final String ANSWER = """
                {"id": "answer", "object": "chat.completion", "created": 1795000000, "model": "killed/alpha",
                 "choices": [{"index": 0, "finish_reason": "stop",
                              "message": {"role": "assistant", "content": "{\\"text\\": \\"Yes.\\"}"}}],
                 "usage": {"prompt_tokens": 500, "completion_tokens": 250, "total_tokens": 750}}
                """;

        private final ExecutorService workers = Executors.newCachedThreadPool();
        private final AtomicInteger served = new AtomicInteger();
        private final HttpServer server;

        SlowModel() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(workers);
            server.createContext("/v1/chat/completions", this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                pause(700);
                served.incrementAndGet();
                byte[] body = ANSWER.getBytes(UTF_8);
                exchange.getResponseHeaders().add("content-type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }

        String address() {
            return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
            workers.shutdownNow();
        }
    }

    @Test
    void aBudgetHoldsAlthoughTheServiceIsKilled() throws IOException {
        try (SlowModel model = new SlowModel();
                RunsService service = RunsService.startedBy(
                        List.of(), state -> Files.writeString(state.resolve("prices.yaml"), """
                        prices:
                          - {provider: lab, model: killed/alpha, inputUsdPerMTok: 250, outputUsdPerMTok: 500}
                        """))) {
            Path start = service.folder().resolve("start");
            write(service.folder().resolve("workflows/spender.jsx"), model.address(), start);
            Ended set = service.cli()
                    .run("budget", "set", "--workflow", "spender.jsx", "--usd", Double.toString(BUDGET_USD));
            assertThat(set.exitCode()).as(set.err()).isZero();
            List<String> runs = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                runs.add(service.cli()
                        .run("launch", "spender")
                        .json()
                        .path("runId")
                        .asText());
            }
            Files.createFile(start);
            for (int round = 0; round < ROUNDS; round++) {
                pause(2_500);
                service.killAndStartAgain();
            }

            runs.forEach(run -> await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(state(service, run)).isIn(AT_REST)));

            assertThat(model.served.get() * CALL_USD)
                    .isGreaterThanOrEqualTo(BUDGET_USD)
                    .isLessThanOrEqualTo(BUDGET_USD + CALL_USD);
            JsonNode budget = service.cli().run("budgets").json().path("items").path(0);
            assertThat(budget.path("state").asText()).isEqualTo("spent");
            assertThat(service.cli().run("launch", "spender").exitCode()).isEqualTo(1);
            String held = runs.stream()
                    .filter(run -> state(service, run).equals("paused"))
                    .findFirst()
                    .orElseThrow();
            assertThat(service.cli().onTerminal("budget", "show", held).out())
                    .contains("of $3.00 today for `spender.jsx`");

            assertThat(service.cli().run("budget", "once", held).exitCode()).isZero();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(state(service, held)).isEqualTo("finished"));
            assertThat(service.cli()
                            .run("budget", "set", "--workflow", "spender.jsx", "--usd", "100")
                            .exitCode())
                    .isZero();
            runs.forEach(run -> await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(state(service, run)).isEqualTo("finished")));
            assertThat(model.served.get()).isEqualTo(RUNS * CALLS);
            assertThat(service.cli()
                            .run("budget", "rm", "--workflow", "spender.jsx")
                            .json()
                            .path("items"))
                    .isEmpty();
        }
    }

    private static String state(RunsService service, String run) {
        return service.cli().run("get", run).json().path("state").asText();
    }

    private static void write(Path file, String model, Path start) throws IOException {
        Files.writeString(file, """
                /** @jsxImportSource smithers-orchestrator */
                import { existsSync } from "node:fs";
                import { createSmithers, Sequence } from "smithers-orchestrator";
                import { z } from "zod";
                import { pickAgent } from "./lib/agents.js";
                import { storePath } from "./lib/store.js";

                Object.assign(process.env, { NVIDIA_API_KEY: "none", CHAD_INFERENCE_BASE_URL: "%s" });
                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { input: z.object({}), answer: z.object({ text: z.string() }) },
                  { dbPath: storePath("spender") },
                );
                export default smithers(() => (
                  <Workflow name="spender">
                    <Sequence>
                      <Task id="start" output={outputs.answer}>
                        {async () => {
                          while (!existsSync("%s")) await new Promise((resolve) => setTimeout(resolve, 50));
                          return { text: "go" };
                        }}
                      </Task>
                      {Array.from({ length: %d }, (_, i) => (
                        <Task key={i} id={`ask-${i}`} output={outputs.answer} retries={0}
                              agent={pickAgent("panel", { model: "killed/alpha", backend: "nemotron" })}>
                          {`Question ${i}`}
                        </Task>
                      ))}
                    </Sequence>
                  </Workflow>
                ));
                """.formatted(model, start, CALLS));
    }

    /** What a model, or a provider, takes is time. */
    private static void pause(long ms) {
        try {
            new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
