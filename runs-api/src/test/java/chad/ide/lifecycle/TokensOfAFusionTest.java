package chad.ide.lifecycle;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.testing.CountingModels;
import chad.ide.testing.CountingModels.Answer;
import chad.ide.testing.CountingModels.Refusal;
import chad.ide.testing.CountingModels.Reply;
import chad.ide.testing.CountingModels.Served;
import chad.ide.testing.CountingModels.Silence;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of a run's tokens is what the provider served, whatever became of the answers. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class TokensOfAFusionTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String VERDICT = """
            {"consensus": "both say yes", "contradictions": [], "unique_insights": [], "blind_spots": [],
             "best_model": "%s", "confidence": 0.8}
            """;
    private static final String FUSED =
            "{\"answer\": \"Yes.\", \"best_model\": \"steady/one\", \"rationale\": \"Both agree.\"}";

    @BeforeAll
    static void workflowsAreThere() throws IOException {
        Path from = Path.of(System.getProperty("project.root", "..")).resolve("workflows");
        Path to = Workspace.engine().workflows();
        try (Stream<Path> library = Files.list(from.resolve("lib"))) {
            for (Path file : library.toList()) {
                Path copy = to.resolve("lib").resolve(file.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Fusion of its own store, with the models of a test: settings of models are none that a client may set. */
    private static JsonPath fusion(CountingModels provider, String name, boolean stream, String... models)
            throws IOException {
        Path source = Path.of(System.getProperty("project.root", "..")).resolve("workflows/fusion.jsx");
        Workspace.engine()
                .write(
                        name + ".jsx",
                        Files.readString(source)
                                .replace("storePath(\"fusion\")", "storePath(\"%s\")".formatted(name))
                                .replace("name=\"fusion\"", "name=\"%s\"".formatted(name))
                                .replace("const STORE =", """
                                        Object.assign(process.env, {
                                          CHAD_INFERENCE_BASE_URL: "%s", CHAD_MODEL_CAPABLE: "the/judge",
                                          CHAD_MODEL_SPARE: "spare/judge", CHAD_MODEL_RETRIES: "2", CHAD_STREAM: "%s",
                                        });
                                        const STORE =""".formatted(provider.address(), stream ? "1" : "")));
        String location = asOperator()
                .contentType("application/json")
                .body(Map.of(
                        "workflow",
                        name + ".jsx",
                        "input",
                        Map.of("prompt", "Worth it?", "models", List.of(models), "panelTimeoutMs", 5_000)))
                .post("/api/launch")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        await().atMost(LONG)
                .until(() -> asViewer().get(location).then().extract().path("finishedAtMs") != null);
        return asViewer().get(location).then().extract().jsonPath();
    }

    private static boolean wantsRationale(JsonNode request) {
        return request.path("messages").toString().contains("rationale");
    }

    /**
     * The engine reports the first answer of an attempt that ended well: of what is served here a third.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void correctionsRetriesAndFailedAttemptsAreCounted(boolean stream) throws IOException {
        AtomicInteger judged = new AtomicInteger();
        AtomicInteger busy = new AtomicInteger();
        try (CountingModels provider =
                new CountingModels(request -> switch (request.path("model").asText()) {
                    case "steady/one" -> new Answer("Yes, it depends.", 100, 20, 14, 32);
                    case "busy/two" -> busy.getAndIncrement() < 2 ? new Refusal(429) : new Answer("Yes.", 110, 5, 0, 0);
                    case "broken/three" -> new Refusal(500);
                    // Four answers without a verdict end the first attempt: one, and the three corrections that the
                    // engine asks for.
                    case "the/judge" ->
                        wantsRationale(request)
                                ? new Answer(FUSED, 400, 40, 0, 0)
                                : new Answer("I would say " + judged.incrementAndGet(), 300, 30, 3, 7);
                    default -> judge(judged.incrementAndGet());
                })) {
            JsonPath run = fusion(
                    provider, stream ? "counted-stream" : "counted", stream, "steady/one", "busy/two", "broken/three");

            Map<String, Served> served = provider.served();
            assertThat(run.getString("status")).isEqualTo("finished");
            assertThat(of(served, "the/judge").answers()).isEqualTo(5);
            assertThat(of(served, "spare/judge").answers()).isEqualTo(2);
            assertShownIsServed(run, served);
            assertThat(run.getString("tokens.accuracy")).isEqualTo("exact");
            assertThat(run.getBoolean("tokens.standIn")).isFalse();
            assertThat(run.getLong("nodes.find { it.id == 'judge' }.tokens.input"))
                    .isEqualTo(4 * 300 + of(served, "spare/judge").input());
            assertThat(run.getLong("nodes.find { it.id == 'ask-broken-three' }.tokens.total"))
                    .isZero();
        }
    }

    private static Served of(Map<String, Served> served, String model) {
        return Objects.requireNonNull(served.get(model), model);
    }

    private static Reply judge(int turn) {
        return turn == 5
                ? new Answer(VERDICT.formatted("nobody/asked"), 500, 50, 0, 1)
                : new Answer(VERDICT.formatted("steady/one"), 600, 60, 0, 2);
    }

    private static void assertShownIsServed(JsonPath run, Map<String, Served> served) {
        assertThat(run.getLong("tokens.input"))
                .isEqualTo(served.values().stream().mapToLong(Served::input).sum());
        assertThat(run.getLong("tokens.output"))
                .isEqualTo(served.values().stream().mapToLong(Served::output).sum());
        assertThat(run.getLong("tokens.reasoning"))
                .isEqualTo(served.values().stream().mapToLong(Served::reasoning).sum());
        assertThat(run.getLong("tokens.cacheRead"))
                .isEqualTo(served.values().stream().mapToLong(Served::cached).sum());
        served.forEach((model, used) -> {
            assertThat(run.getLong("tokensByModel.'%s'.input".formatted(model))).isEqualTo(used.input());
            assertThat(run.getLong("tokensByModel.'%s'.output".formatted(model)))
                    .isEqualTo(used.output());
        });
    }

    @Test
    void whatACallThatWasCutOffUsedIsUnknownAndTheSumIsAtLeast() throws IOException {
        try (CountingModels provider =
                new CountingModels(request -> switch (request.path("model").asText()) {
                    case "silent/one" -> new Silence();
                    case "steady/one" -> new Answer("Yes.", 100, 20, 0, 0);
                    default ->
                        wantsRationale(request)
                                ? new Answer(FUSED, 400, 40, 0, 0)
                                : new Answer(VERDICT.formatted("steady/one"), 600, 60, 0, 0);
                })) {
            JsonPath run = fusion(provider, "counted-cut", false, "steady/one", "silent/one");

            assertShownIsServed(run, provider.served());
            assertThat(run.getString("tokens.accuracy")).isEqualTo("at-least");
            assertThat(run.getString("nodes.find { it.id == 'ask-silent-one' }.tokens.accuracy"))
                    .isEqualTo("unknown");
            assertThat(run.getString("nodes.find { it.id == 'ask-silent-one' }.tokens.total"))
                    .isNull();
        }
    }
}
