package chad.ide.traces;

import static chad.ide.testing.Workspace.asViewer;
import static chad.ide.traces.OtlpCollector.Received.number;
import static chad.ide.traces.OtlpCollector.Received.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.engine.WorkflowRoots;
import chad.ide.runs.RunRow;
import chad.ide.runs.RunService;
import chad.ide.runs.StoredRun;
import chad.ide.secrets.Secrets;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreRegistry;
import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs as a collector gets them, that parses what it gets. */
@QuarkusTest
@TestProfile(RunTracesTest.Traced.class)
class RunTracesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PROMPT = "Which of our retries hide real failures?";
    private static final String KEY = "sk-ant-api03-Zq8Kd2Lm5Np7Rs9Tv1Wx3Yz";

    /** Switched on as an operator does it. */
    public static class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            settings.put("OTEL_SDK_DISABLED", "false");
            settings.put("runs.traces.look-every", "200ms");
            return settings;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Workspace.class), new TestResourceEntry(OtlpCollector.class));
        }
    }

    /** As it is, but with texts. */
    private record WithTexts(TracesConfig as) implements TracesConfig {
        @Override
        public boolean disabled() {
            return as.disabled();
        }

        @Override
        public boolean runs() {
            return as.runs();
        }

        @Override
        public boolean texts() {
            return true;
        }

        @Override
        public URI endpoint() {
            return as.endpoint();
        }

        @Override
        public Optional<String> headers() {
            return as.headers();
        }

        @Override
        public double share() {
            return as.share();
        }

        @Override
        public Duration timeout() {
            return as.timeout();
        }

        @Override
        public Duration within() {
            return as.within();
        }

        @Override
        public int maxSpans() {
            return as.maxSpans();
        }

        @Override
        public String lookEvery() {
            return as.lookEvery();
        }
    }

    /** Injected by the collector. */
    OtlpCollector.Received received = new OtlpCollector.Received();

    @Inject
    RunTraces traces;

    @Inject
    TraceQueries queries;

    @Inject
    TraceMarks marks;

    @Inject
    RunSpans spans;

    @Inject
    RunService runs;

    @Inject
    StoreRegistry stores;

    @Inject
    StoreCopies copies;

    @Inject
    WorkflowRoots roots;

    @Inject
    TracesConfig config;

    @Inject
    Secrets secrets;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** A run that has just ended: a task of an agent whose first attempt was refused, and one that is no agent's. */
    private static long addRun(String store, String id) {
        long endedAtMs = System.currentTimeMillis();
        long startedAtMs = endedAtMs - 60_000;
        List<String> rows = new ArrayList<>();
        rows.add(String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_runs (run_id, workflow_name, status, created_at_ms, started_at_ms, finished_at_ms)"
                        + " VALUES ('%s', 'traced', 'finished', %d, %d, %d)",
                id,
                startedAtMs,
                startedAtMs,
                endedAtMs));
        attempt(
                rows,
                id,
                "ask",
                1,
                "failed",
                startedAtMs + 1_000,
                startedAtMs + 5_000,
                """
                {"kind":"agent","agentId":"panel","agentModel":"alpha/one","prompt":"%s"}""".formatted(PROMPT),
                """
                {"name":"APICallError","message":"HTTP 429 while asking with %s"}""".formatted(KEY));
        attempt(rows, id, "ask", 2, "finished", startedAtMs + 6_000, startedAtMs + 30_000, """
                {"kind":"agent","agentId":"panel","agentModel":"alpha/one","prompt":"%s"}""".formatted(PROMPT), null);
        attempt(
                rows,
                id,
                "sum",
                1,
                "finished",
                startedAtMs + 31_000,
                startedAtMs + 32_000,
                "{\"kind\":\"compute\"}",
                null);
        event(rows, id, 1, startedAtMs + 5_000, "AgentEvent", call(1, """
                {"model":"alpha/one","provider":"api.openai.com","outcome":"refused","http":429,"durationMs":3000}"""));
        event(rows, id, 2, startedAtMs + 29_000, "AgentEvent", call(2, """
                {"model":"alpha/one-2026","asked":"alpha/one","provider":"api.openai.com","outcome":"answered",\
                "inputTokens":860,"outputTokens":250,"reasoningTokens":42,"cacheReadTokens":96,"finishReason":"stop",\
                "durationMs":20000}"""));
        event(rows, id, 3, endedAtMs, "RunFinished", "{}");
        Stores.add(Recording.FINISHED, store, rows.toArray(String[]::new));
        return startedAtMs;
    }

    private static void attempt(
            List<String> rows,
            String run,
            String node,
            int attempt,
            String state,
            long startedAtMs,
            long finishedAtMs,
            String meta,
            @Nullable String error) {
        rows.add(String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_attempts (run_id, node_id, iteration, attempt, state, started_at_ms,"
                        + " finished_at_ms, meta_json, error_json, response_text)"
                        + " VALUES ('%s', '%s', 0, %d, '%s', %d, %d, '%s', %s, 'I know %s')",
                run,
                node,
                attempt,
                state,
                startedAtMs,
                finishedAtMs,
                meta,
                error == null ? "NULL" : "'" + error + "'",
                KEY));
    }

    private static void event(List<String> rows, String run, int seq, long atMs, String type, String payload) {
        rows.add(String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)"
                        + " VALUES ('%s', %d, %d, '%s', '%s')",
                run,
                seq,
                atMs,
                type,
                payload));
    }

    private static String call(int attempt, String details) {
        return """
                {"nodeId":"ask","iteration":0,"attempt":%d,"event":{"type":"action","action":{"detail":{"modelCall":%s}}}}""".formatted(attempt, details);
    }

    private Span named(String run, String name) {
        return received.ofRun(run).stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void awaitTold(String run, int spans) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(received.ofRun(run)).hasSize(spans));
    }

    @Test
    void aRunIsToldByTheConventions() {
        long startedAtMs = addRun("traces-told", "told-run");
        awaitTold("told-run", 8);

        Span run = named("told-run", "invoke_workflow traced");
        assertThat(text(run, "gen_ai.operation.name")).isEqualTo("invoke_workflow");
        assertThat(text(run, "gen_ai.workflow.name")).isEqualTo("traced");
        assertThat(text(run, "chad.store")).isEqualTo("traces-told");
        assertThat(run.getParentSpanId().isEmpty()).isTrue();
        assertThat(run.getStartTimeUnixNano()).isEqualTo(startedAtMs * 1_000_000);
        assertThat(run.getEndTimeUnixNano()).isEqualTo((startedAtMs + 60_000) * 1_000_000);

        Span task = named("told-run", "task ask");
        assertThat(task.getParentSpanId()).isEqualTo(run.getSpanId());
        assertThat(number(task, "chad.node.attempts")).isEqualTo(2);
        Span attempt = received.ofRun("told-run").stream()
                .filter(span -> number(span, "chad.attempt") == 2)
                .findFirst()
                .orElseThrow();
        assertThat(attempt.getName()).isEqualTo("invoke_agent panel");
        assertThat(attempt.getParentSpanId()).isEqualTo(task.getSpanId());
        assertThat(text(attempt, "gen_ai.operation.name")).isEqualTo("invoke_agent");
        assertThat(text(attempt, "gen_ai.agent.name")).isEqualTo("panel");

        Span call = received.ofRun("told-run").stream()
                .filter(span -> span.getParentSpanId().equals(attempt.getSpanId()))
                .findFirst()
                .orElseThrow();
        assertThat(call.getName()).isEqualTo("chat alpha/one");
        assertThat(call.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(text(call, "gen_ai.operation.name")).isEqualTo("chat");
        assertThat(text(call, "gen_ai.provider.name")).isEqualTo("openai");
        assertThat(text(call, "gen_ai.request.model")).isEqualTo("alpha/one");
        assertThat(text(call, "gen_ai.response.model")).isEqualTo("alpha/one-2026");
        assertThat(number(call, "gen_ai.usage.input_tokens")).isEqualTo(860);
        assertThat(number(call, "gen_ai.usage.output_tokens")).isEqualTo(250);
        assertThat(number(call, "gen_ai.usage.cache_read.input_tokens")).isEqualTo(96);
        assertThat(call.toString()).contains("gen_ai.response.finish_reasons").contains("\"stop\"");
        assertThat(call.getStartTimeUnixNano()).isEqualTo((startedAtMs + 9_000) * 1_000_000);
        assertThat(call.getEndTimeUnixNano()).isEqualTo((startedAtMs + 29_000) * 1_000_000);
        assertThat(received.services).contains("runs-api");
    }

    @Test
    void whatWasRefusedSaysSo() {
        addRun("traces-refused", "refused-run");
        awaitTold("refused-run", 8);

        Span failed = received.ofRun("refused-run").stream()
                .filter(span ->
                        number(span, "chad.attempt") == 1 && span.getName().startsWith("invoke_agent"))
                .findFirst()
                .orElseThrow();
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(text(failed, "error.type")).isEqualTo("APICallError");
        Span call = received.ofRun("refused-run").stream()
                .filter(span -> span.getParentSpanId().equals(failed.getSpanId()))
                .findFirst()
                .orElseThrow();
        assertThat(text(call, "error.type")).isEqualTo("429");
        assertThat(number(call, "gen_ai.usage.input_tokens")).isZero();
        assertThat(named("refused-run", "task ask").getStatus().getCode())
                .as("its second attempt answered")
                .isNotEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    }

    @Test
    void whatWasSaidIsNotSent() {
        addRun("traces-said", "said-run");
        awaitTold("said-run", 8);

        assertThat(String.join("", received.bodies)).doesNotContain(PROMPT, "I know", KEY, "HTTP 429");
    }

    @Test
    void wishedForTextsAreSentWithoutKeys() {
        addRun("traces-texts", "texts-run");
        awaitTold("texts-run", 8);
        Store store = stores.byName("traces-texts").orElseThrow();
        RunRow row = runs.row(new StoredRun(store, "texts-run"));

        SpanNode run = new RunSpans(queries, secrets, json, new WithTexts(config)).of(store, row, "traced", 0);

        SpanNode ask = run.children().getFirst();
        SpanNode attempt = ask.children().getFirst();
        assertThat(attempt.attributes().get(AttributeKey.stringKey("gen_ai.input.messages")))
                .contains("\"role\":\"user\"", PROMPT);
        assertThat(attempt.attributes().get(AttributeKey.stringKey("gen_ai.output.messages")))
                .contains("\"role\":\"assistant\"", "I know [masked:key]")
                .doesNotContain(KEY);
        assertThat(attempt.errorText()).contains("HTTP 429").doesNotContain(KEY);
    }

    @Test
    void afterARestartNothingIsToldTwice() {
        addRun("traces-once", "once-run");
        awaitTold("once-run", 8);
        RunTraces restarted = new RunTraces(queries, marks, spans, runs, stores, copies, roots, config, clock);
        stores.readable()
                .forEach(store -> restarted.onStoreChanged(new StoreChanged(store, StoreChanged.Kind.REPLACED)));

        restarted.look();
        addRun("traces-after", "after-run");
        awaitTold("after-run", 8);

        assertThat(received.ofRun("once-run")).hasSize(8);
        Set<String> ids = new HashSet<>();
        received.ofRun("once-run").forEach(span -> ids.add(span.getSpanId().toString()));
        assertThat(ids).hasSize(8);
    }

    @Test
    void whileTheCollectorRefusesNothingIsLostAndNobodyWaits() {
        received.refuses.set(true);
        try {
            addRun("traces-away", "away-run");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(received.refused).anyMatch(body -> body.contains("away-run")));
            asViewer().get("/api/runs/away-run?store=traces-away").then().statusCode(200);
            assertThat(received.ofRun("away-run")).isEmpty();
        } finally {
            received.refuses.set(false);
        }

        awaitTold("away-run", 8);
    }

    @Test
    void whatEndedBeforeTracesWereOnIsNotTold() {
        addRun("traces-history", "history-new");
        awaitTold("history-new", 8);

        assertThat(received.spans).noneMatch(span -> text(span, "chad.run.id").equals("fin-1"));
    }
}
