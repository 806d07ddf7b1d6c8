package chad.ide.history;

import chad.ide.runs.Failure;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Events in words. What is taken from a payload may come from a model, and is shown as text. */
final class EventText {

    private static final int MAX_CHARS = 500;

    private EventText() {}

    static String of(String type, JsonNode event) {
        String text =
                switch (type) {
                    case "RunStarted" -> "Run started";
                    case "RunStatusChanged" ->
                        "Status is now " + event.path("status").asText();
                    case "RunStateChanged" -> "State " + word(event, "before") + " → " + word(event, "after");
                    case "RunFinished" -> finished(event);
                    case "RunFailed" -> "Run failed: " + error(event);
                    case "RunCancelled" -> "Run cancelled";
                    case "RunContinuedAsNew" ->
                        "Run continues as " + event.path("newRunId").asText();
                    case "RunAutoResumed" -> "Resumed by the engine's supervisor";
                    case "NodePending" -> node(event) + " is pending";
                    case "NodeStarted" -> node(event) + " started" + attempt(event);
                    case "NodeFinished" -> node(event) + " finished" + attempt(event);
                    case "NodeFailed" -> node(event) + " failed" + attempt(event) + ": " + error(event);
                    case "NodeRetrying" -> node(event) + " is retried" + attempt(event);
                    case "NodeCancelled" -> node(event) + " was cancelled" + because(event);
                    case "NodeSkipped" -> node(event) + " was skipped";
                    case "NodeWaitingApproval" -> node(event) + " waits for a decision";
                    case "NodeWaitingTimer" -> node(event) + " waits for a timer";
                    case "TaskHeartbeat" -> node(event) + " beats";
                    case "TaskHeartbeatTimeout" -> node(event) + " sent no heartbeat in time" + attempt(event);
                    case "ApprovalRequested" -> "Decision requested at " + node(event) + title(event);
                    case "ApprovalGranted" -> node(event) + " was approved";
                    case "ApprovalDenied" -> node(event) + " was denied";
                    case "ApprovalAutoApproved" -> node(event) + " was approved automatically";
                    case "FrameCommitted" -> "Frame " + event.path("frameNo").asText() + " rendered";
                    case "SnapshotCaptured" ->
                        "Snapshot of frame " + event.path("frameNo").asText();
                    case "NodeOutput" -> event.path("text").asText();
                    case "TokenUsageReported" -> tokens(event);
                    case "ToolCallStarted" ->
                        node(event) + " calls " + event.path("toolName").asText();
                    case "ToolCallFinished" ->
                        event.path("toolName").asText() + " answered: "
                                + event.path("status").asText();
                    case "AgentEvent" -> agent(event.path("event"));
                    case "AgentTraceEvent" -> trace(event.path("trace"));
                    case "TimerCreated" -> "Timer " + event.path("timerId").asText() + " set";
                    case "TimerFired" -> "Timer " + event.path("timerId").asText() + " fired";
                    case "ScorerFinished" ->
                        event.path("scorerName").asText() + " scored "
                                + event.path("score").asText();
                    case "TimeTravelJumped" ->
                        "Rewound from frame %s to frame %s"
                                .formatted(
                                        event.path("fromFrameNo").asText(),
                                        event.path("toFrameNo").asText());
                    default -> event.path("nodeId").asText("").isEmpty() ? type : type + " at " + node(event);
                };
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }

    private static String node(JsonNode event) {
        String id = event.path("nodeId").asText();
        int iteration = event.path("iteration").asInt();
        return iteration == 0 ? id : id + " (turn " + (iteration + 1) + ")";
    }

    private static String attempt(JsonNode event) {
        return event.hasNonNull("attempt") ? ", attempt " + event.get("attempt").asText() : "";
    }

    private static String because(JsonNode event) {
        return event.hasNonNull("reason") ? ": " + event.get("reason").asText() : "";
    }

    private static String title(JsonNode event) {
        String title = event.path("request").path("title").asText("");
        return title.isEmpty() ? "" : ": " + title;
    }

    /** The engine gives some states as words and some as objects. */
    private static String word(JsonNode event, String member) {
        JsonNode value = event.path(member);
        return value.isObject() ? value.path("state").asText() : value.asText();
    }

    private static String error(JsonNode event) {
        return Failure.of(event.path("error"), null).message();
    }

    private static String finished(JsonNode event) {
        int failed = event.path("failedChildren").asInt();
        return failed == 0
                ? "Run finished"
                : "Run finished; %d children failed and the run continued without them".formatted(failed);
    }

    private static String tokens(JsonNode event) {
        List<String> parts = new ArrayList<>();
        parts.add("%s tokens in".formatted(event.path("inputTokens").asText("0")));
        parts.add("%s out".formatted(event.path("outputTokens").asText("0")));
        if (event.path("cacheReadTokens").asLong() > 0) {
            parts.add("%s from the cache".formatted(event.get("cacheReadTokens").asText()));
        }
        return event.path("model").asText("model") + ": " + String.join(", ", parts);
    }

    private static String agent(JsonNode event) {
        if (event.path("action").path("detail").path("modelCall").isObject()) {
            return "Model call: " + event.path("message").asText();
        }
        return switch (event.path("type").asText()) {
            case "started" -> "Agent started: " + event.path("title").asText();
            case "completed" ->
                event.path("ok").asBoolean()
                        ? "Agent completed"
                        : "Agent failed: " + event.path("error").asText();
            default -> {
                JsonNode action = event.path("action");
                String message = event.path("message").asText("");
                yield "%s %s: %s"
                        .formatted(
                                action.path("kind").asText("action"),
                                event.path("phase").asText(),
                                message.isEmpty() ? action.path("title").asText() : message);
            }
        };
    }

    private static String trace(JsonNode trace) {
        String text = trace.path("payload").path("text").asText("");
        return "Trace " + trace.path("event").path("kind").asText() + (text.isEmpty() ? "" : ": " + text);
    }
}
