package chad.ide.traces;

import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;

import chad.ide.runs.Accuracy;
import chad.ide.runs.RunRow;
import chad.ide.runs.Tokens;
import chad.ide.runs.Usage;
import chad.ide.secrets.Secrets;
import chad.ide.store.Store;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of a run: the run ({@code invoke_workflow}), below it each task in each turn of a loop, below that its
 * attempts, of agents {@code invoke_agent}, and below these the calls of models ({@code chat}). Names and attributes
 * {@code gen_ai.…} are those of the OpenTelemetry conventions for generative AI, as of 1.41
 * (opentelemetry.io/docs/specs/semconv/gen-ai); {@code chad.…} is what these have no name for.
 */
@Singleton
class RunSpans {

    private static final Map<String, String> PROVIDERS = Map.of(
            "api.openai.com", "openai",
            "api.anthropic.com", "anthropic",
            "api.mistral.ai", "mistral_ai",
            "api.groq.com", "groq",
            "api.deepseek.com", "deepseek",
            "api.x.ai", "x_ai",
            "api.cohere.com", "cohere",
            "generativelanguage.googleapis.com", "gcp.gemini",
            "api.perplexity.ai", "perplexity",
            "integrate.api.nvidia.com", "nvidia");

    /** The conventions want a provider of every call. */
    private static final String UNKNOWN_PROVIDER = "unknown";

    private static final String OTHER_ERROR = "_OTHER";

    private final TraceQueries queries;
    private final Secrets secrets;
    private final ObjectMapper json;
    private final TracesConfig config;

    RunSpans(TraceQueries queries, Secrets secrets, ObjectMapper json, TracesConfig config) {
        this.queries = queries;
        this.secrets = secrets;
        this.json = json;
        this.config = config;
    }

    private record TaskTurn(String nodeId, int iteration) {}

    /**
     * The whole of it, as the store has it now.
     *
     * @param workflow as the list of runs names it
     */
    SpanNode of(Store store, RunRow row, String workflow, long endedAtMs) {
        int most = config.maxSpans();
        List<TracedAttempt> attempts = queries.attempts(store, row.id(), config.texts(), most + 1);
        List<ModelCall> calls = queries.calls(store, row.id(), most + 1);
        boolean isWhole = attempts.size() <= most && calls.size() <= most;
        Map<Usage.AttemptId, List<ModelCall>> byAttempt =
                byAttempt(calls.stream().limit(most).toList());
        Map<TaskTurn, List<TracedAttempt>> byTask = new LinkedHashMap<>();
        attempts.stream()
                .limit(most)
                .forEach(attempt -> byTask.computeIfAbsent(
                                new TaskTurn(attempt.nodeId(), attempt.iteration()), first -> new ArrayList<>())
                        .add(attempt));
        List<SpanNode> tasks = new ArrayList<>();
        byTask.forEach((task, of) -> tasks.add(task(row, task, of, byAttempt, endedAtMs)));
        long startMs = row.startedAtMs() == null ? row.createdAtMs() : row.startedAtMs();
        AttributesBuilder attributes = Attributes.builder()
                .put("gen_ai.operation.name", "invoke_workflow")
                .put("gen_ai.workflow.name", workflow)
                .put("gen_ai.conversation.id", row.id())
                .put("chad.run.id", row.id())
                .put("chad.store", store.name())
                .put("chad.run.status", row.status());
        if (row.parentId() != null) {
            attributes.put("chad.run.parent_id", row.parentId());
        }
        if (!isWhole) {
            attributes.put("chad.run.spans_left_out", true);
        }
        return new SpanNode(
                "",
                "invoke_workflow " + workflow,
                SpanKind.INTERNAL,
                startMs,
                row.finishedAtMs() == null ? endedAtMs : row.finishedAtMs(),
                attributes.build(),
                row.status().equals("failed") || row.status().equals("cancelled") ? row.status() : null,
                null,
                tasks);
    }

    /** The engine's report of an attempt is part of the calls that an agent tells of. */
    private static Map<Usage.AttemptId, List<ModelCall>> byAttempt(List<ModelCall> calls) {
        Map<Usage.AttemptId, List<ModelCall>> all = new HashMap<>();
        for (ModelCall call : calls) {
            Usage.Report report = call.report();
            all.computeIfAbsent(
                            new Usage.AttemptId(report.nodeId(), report.iteration(), report.attempt()),
                            first -> new ArrayList<>())
                    .add(call);
        }
        all.replaceAll((attempt, of) -> {
            List<ModelCall> own = of.stream()
                    .filter(call -> call.report().source() == Usage.Source.CALL)
                    .toList();
            return own.isEmpty() ? of : own;
        });
        return all;
    }

    private SpanNode task(
            RunRow row,
            TaskTurn task,
            List<TracedAttempt> attempts,
            Map<Usage.AttemptId, List<ModelCall>> calls,
            long runEndedAtMs) {
        String path = task.nodeId() + "/" + task.iteration();
        List<SpanNode> tries = attempts.stream()
                .map(attempt -> attempt(row, path, attempt, calls, runEndedAtMs))
                .toList();
        TracedAttempt last = attempts.getLast();
        return new SpanNode(
                path,
                "task " + task.nodeId(),
                SpanKind.INTERNAL,
                tries.getFirst().startMs(),
                tries.stream().mapToLong(SpanNode::endMs).max().orElse(runEndedAtMs),
                Attributes.builder()
                        .put("chad.run.id", row.id())
                        .put("chad.node.id", task.nodeId())
                        .put("chad.node.iteration", task.iteration())
                        .put("chad.node.attempts", attempts.size())
                        .build(),
                error(last),
                null,
                tries);
    }

    private SpanNode attempt(
            RunRow row,
            String task,
            TracedAttempt attempt,
            Map<Usage.AttemptId, List<ModelCall>> calls,
            long runEndedAtMs) {
        String path = task + "/" + attempt.attempt();
        long endMs = attempt.finishedAtMs() == null ? runEndedAtMs : attempt.finishedAtMs();
        List<ModelCall> own = calls.getOrDefault(
                new Usage.AttemptId(attempt.nodeId(), attempt.iteration(), attempt.attempt()), List.of());
        List<SpanNode> asked = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            asked.add(call(path + "/" + i, attempt, own.get(i), endMs));
        }
        AttributesBuilder attributes = Attributes.builder()
                .put("chad.run.id", row.id())
                .put("chad.node.id", attempt.nodeId())
                .put("chad.node.iteration", attempt.iteration())
                .put("chad.attempt", attempt.attempt())
                .put("chad.attempt.state", attempt.state());
        put(attributes, "chad.task.kind", attempt.kind());
        String name = "attempt " + attempt.nodeId();
        if (attempt.isOfAgent()) {
            String agent = attempt.agent() == null ? attempt.nodeId() : attempt.agent();
            name = "invoke_agent " + agent;
            attributes
                    .put("gen_ai.operation.name", "invoke_agent")
                    .put("gen_ai.agent.name", agent)
                    .put("gen_ai.provider.name", own.isEmpty() ? UNKNOWN_PROVIDER : provider(own.getLast()))
                    .put("gen_ai.conversation.id", row.id());
            put(attributes, "gen_ai.request.model", attempt.model());
            put(attributes, "gen_ai.input.messages", messages("user", attempt.prompt(), null));
            put(attributes, "gen_ai.output.messages", messages("assistant", attempt.answer(), attempt.finishReason()));
        }
        return new SpanNode(
                path,
                name,
                SpanKind.INTERNAL,
                attempt.startedAtMs(),
                endMs,
                attributes.build(),
                error(attempt),
                attempt.errorText() == null ? null : secrets.mask(attempt.errorText()),
                asked);
    }

    private static @Nullable String error(TracedAttempt attempt) {
        return switch (attempt.state()) {
            case "failed" -> attempt.errorName() == null ? OTHER_ERROR : attempt.errorName();
            case "cancelled" -> "cancelled";
            default -> null;
        };
    }

    private static SpanNode call(String path, TracedAttempt attempt, ModelCall call, long attemptEndMs) {
        boolean isOfEngine = call.report().source() == Usage.Source.ENGINE;
        String answered =
                call.report().model() == null ? "unknown" : call.report().model();
        String asked = call.report().asked() == null ? answered : call.report().asked();
        AttributesBuilder attributes = Attributes.builder()
                .put("gen_ai.operation.name", "chat")
                .put("gen_ai.provider.name", provider(call))
                .put("gen_ai.request.model", asked)
                .put("gen_ai.response.model", answered)
                .put("chad.call.outcome", call.outcome());
        put(attributes, "server.address", host(call.report().provider()));
        String reason = isOfEngine ? attempt.finishReason() : call.finishReason();
        if (reason != null) {
            attributes.put(stringArrayKey("gen_ai.response.finish_reasons"), reason);
        }
        addTokens(attributes, call.report().tokens());
        long endMs = isOfEngine ? attemptEndMs : call.atMs();
        return new SpanNode(
                path,
                "chat " + asked,
                SpanKind.CLIENT,
                call.durationMs() == null ? Math.min(attempt.startedAtMs(), endMs) : endMs - call.durationMs(),
                endMs,
                attributes.build(),
                error(call),
                null,
                List.of());
    }

    private static @Nullable String error(ModelCall call) {
        return switch (call.outcome()) {
            case "answered", "stand-in" -> null;
            case "refused" -> call.http() == null ? "refused" : String.valueOf(call.http());
            default -> OTHER_ERROR;
        };
    }

    private static void addTokens(AttributesBuilder attributes, Tokens tokens) {
        attributes.put("chad.tokens.accuracy", tokens.accuracy().word());
        if (tokens.accuracy() == Accuracy.UNKNOWN) {
            return;
        }
        put(attributes, "gen_ai.usage.input_tokens", tokens.input());
        put(attributes, "gen_ai.usage.output_tokens", tokens.output());
        put(attributes, "gen_ai.usage.reasoning.output_tokens", tokens.reasoning());
        put(attributes, "gen_ai.usage.cache_read.input_tokens", tokens.cacheRead());
        put(attributes, "gen_ai.usage.cache_creation.input_tokens", tokens.cacheWrite());
        if (tokens.standIn()) {
            attributes.put("chad.stand_in", true);
        }
    }

    private static void put(AttributesBuilder attributes, String name, @Nullable Long value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static void put(AttributesBuilder attributes, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            attributes.put(name, value);
        }
    }

    private static String provider(ModelCall call) {
        if (call.outcome().equals("stand-in")) {
            return "offline-stand-in";
        }
        String host = host(call.report().provider());
        return host == null ? UNKNOWN_PROVIDER : PROVIDERS.getOrDefault(host, host);
    }

    /** Agents tell a host, with a port where it matters. */
    private static @Nullable String host(@Nullable String address) {
        return address == null ? null : address.replaceFirst(":\\d+$", "");
    }

    /** As the conventions write what was said. */
    private @Nullable String messages(String role, @Nullable String text, @Nullable String finishReason) {
        if (text == null) {
            return null;
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("parts", List.of(Map.of("type", "text", "content", secrets.mask(text))));
        if (finishReason != null) {
            message.put("finish_reason", finishReason);
        }
        try {
            return json.writeValueAsString(List.of(message));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
