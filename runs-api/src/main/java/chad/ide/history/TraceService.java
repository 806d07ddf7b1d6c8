package chad.ide.history;

import chad.ide.detail.NodeService;
import chad.ide.detail.RunError;
import chad.ide.history.AttemptQueries.Span;
import chad.ide.history.ToolCallQueries.ToolCall;
import chad.ide.runs.CauseKind;
import chad.ide.runs.StoredRun;
import chad.ide.runs.Tokens;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where the time of a node went, what it cost, and what its failures are to be blamed on. */
@Singleton
class TraceService {

    private static final int MAX_ATTEMPTS = 200;

    /**
     * The attempts of a node in every iteration, oldest first.
     *
     * @param totalMs from the first start to the last end; null while it goes on
     * @param workMs spent inside of attempts
     * @param waitMs spent between attempts: backoff, and what else the engine did meanwhile
     * @param toolMs spent in journalled tools
     * @param failure what the newest failed attempt failed of; null when none did
     */
    @Schema(name = "Trace")
    record Trace(
            @Schema(examples = "judge") String nodeId,
            @Nullable Long totalMs,
            long workMs,
            long waitMs,
            long toolMs,
            Tokens tokens,
            @Nullable Failure failure,
            List<TracedAttempt> attempts) {}

    /**
     * One attempt. Times are epoch milliseconds, durations milliseconds.
     *
     * @param waitedMs since the end of the attempt before
     * @param otherMs of its time that no journalled tool took: the model's answer, or the task's own work
     * @param fallbackAgent whether another agent than the first of the list answered
     * @param schemaCorrections how often the answer had to be asked again for its form
     */
    record TracedAttempt(
            int iteration,
            @Schema(examples = "1") int attempt,
            @Schema(examples = "finished") String state,
            long startedAtMs,
            @Nullable Long finishedAtMs,
            @Nullable Long durationMs,
            @Nullable Long waitedMs,
            long toolMs,
            @Nullable Long otherMs,
            @Nullable String kind,
            @Nullable String model,
            @Nullable String agent,
            boolean fallbackAgent,
            long schemaCorrections,
            boolean cached,
            Tokens tokens,
            @Nullable Failure failure,
            List<ToolCall> toolCalls) {}

    /**
     * @param blame {@code timeout}, {@code model}, {@code tool}, {@code answer-form}, {@code cancelled} or {@code task}
     * @param kind what kind of thing went wrong, as in the run's cause
     */
    record Failure(
            @Schema(examples = "model") String blame,
            CauseKind kind,
            @Schema(examples = "The model answered 503") String cause,
            @Nullable RunError error) {}

    private final AttemptQueries attempts;
    private final ToolCallQueries toolCalls;
    private final NodeService nodes;

    TraceService(AttemptQueries attempts, ToolCallQueries toolCalls, NodeService nodes) {
        this.attempts = attempts;
        this.toolCalls = toolCalls;
        this.nodes = nodes;
    }

    Trace of(StoredRun run, String nodeId) {
        nodes.requireNode(run, nodeId);
        List<Span> spans = attempts.ofNode(run, nodeId, MAX_ATTEMPTS);
        List<ToolCall> calls = toolCalls.ofNode(run, nodeId);
        List<TracedAttempt> traced = new ArrayList<>();
        Span before = null;
        for (Span span : spans) {
            List<ToolCall> own = calls.stream()
                    .filter(call -> call.iteration() == span.iteration() && call.attempt() == span.attempt())
                    .toList();
            Tokens tokens = nodes.tokens(run, nodeId, span.iteration(), span.attempt());
            traced.add(attempt(span, before, own, tokens));
            before = span;
        }
        return sum(nodeId, traced);
    }

    private static TracedAttempt attempt(Span span, @Nullable Span before, List<ToolCall> calls, Tokens tokens) {
        Long finished = span.finishedAtMs();
        Long duration = finished == null ? null : Long.valueOf(Math.max(0, finished - span.startedAtMs()));
        long toolMs = calls.stream()
                .map(ToolCall::durationMs)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
        Long beforeEnd = before == null ? null : before.finishedAtMs();
        return new TracedAttempt(
                span.iteration(),
                span.attempt(),
                span.state(),
                span.startedAtMs(),
                finished,
                duration,
                beforeEnd == null ? null : Long.valueOf(Math.max(0, span.startedAtMs() - beforeEnd)),
                toolMs,
                duration == null ? null : Long.valueOf(Math.max(0, duration - toolMs)),
                span.kind(),
                span.model(),
                span.agent(),
                span.agentChainIndex() != null && span.agentChainIndex() > 0,
                span.schemaCorrections() == null ? 0 : span.schemaCorrections(),
                span.cached(),
                tokens,
                failure(span, calls),
                calls);
    }

    private static Trace sum(String nodeId, List<TracedAttempt> attempts) {
        Long end = attempts.isEmpty() ? null : attempts.getLast().finishedAtMs();
        Failure failure = attempts.reversed().stream()
                .map(TracedAttempt::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Trace(
                nodeId,
                end == null ? null : Long.valueOf(end - attempts.getFirst().startedAtMs()),
                sum(attempts.stream().map(TracedAttempt::durationMs).toList()),
                sum(attempts.stream().map(TracedAttempt::waitedMs).toList()),
                attempts.stream().mapToLong(TracedAttempt::toolMs).sum(),
                attempts.stream().map(TracedAttempt::tokens).reduce(Tokens.NONE, Tokens::plus),
                failure,
                attempts);
    }

    private static long sum(List<@Nullable Long> durations) {
        return durations.stream()
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static @Nullable Failure failure(Span span, List<ToolCall> calls) {
        RunError error = span.error();
        if (span.state().equals("cancelled")) {
            return new Failure(
                    "cancelled",
                    CauseKind.OTHER,
                    "It was cancelled, or its process died and a later attempt took over.",
                    error);
        }
        if (error == null) {
            return span.state().equals("failed")
                    ? new Failure("task", CauseKind.OTHER, "The engine recorded no cause.", null)
                    : null;
        }
        CauseKind kind = CauseKind.of(error.name(), error.code(), error.message());
        return calls.stream()
                .filter(call -> call.status().equals("failed") || call.status().equals("error"))
                .reduce((earlier, later) -> later)
                .map(call -> new Failure(
                        "tool", kind, "The tool `%s` failed: %s".formatted(call.tool(), error.message()), error))
                .orElseGet(() -> new Failure(blame(kind, span), kind, error.message(), error));
    }

    private static String blame(CauseKind kind, Span span) {
        return switch (kind) {
            case TIMEOUT -> "timeout";
            case SCHEMA -> "answer-form";
            case BUDGET, BINARY_MISSING, NETWORK, MODEL_REFUSED, ASSERTION, DENIED, OTHER ->
                "agent".equals(span.kind()) ? "model" : "task";
        };
    }
}
