package chad.ide.tree;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the engine executes one node. Absent where the source does not tell: a frame tells less than {@code smithers
 * graph}.
 *
 * @param retries tries after the first one; absent when they have no end or are not known
 * @param unlimitedRetries whether it is retried for ever, which is the engine's default
 * @param backoff {@code fixed}, {@code linear} or {@code exponential}
 * @param initialDelayMs before the first retry
 * @param needsApproval whether a person must agree before it runs
 * @param approvalMode {@code gate}, {@code decision}, {@code select} or {@code rank}
 * @param approvalOnDeny {@code fail}, {@code continue} or {@code skip}
 * @param dependsOn ids of nodes that it waits for besides its place in the tree
 * @param maxConcurrency of the parallel group or merge queue around it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TaskSettings(
        @Nullable Integer retries,
        @Nullable Boolean unlimitedRetries,
        @Nullable String backoff,
        @Nullable Long initialDelayMs,

        @Schema(examples = "30000") @Nullable Long timeoutMs,

        @Nullable Long heartbeatTimeoutMs,
        @Nullable Boolean continueOnFail,
        @Nullable Boolean needsApproval,
        @Nullable String approvalMode,
        @Nullable String approvalOnDeny,
        @Nullable String outputTable,
        List<String> dependsOn,
        @Nullable Integer maxConcurrency,
        @Nullable String agent,
        @Nullable String duration,
        @Nullable String until,
        @Nullable String event) {

    private static final int MAX_DEPENDENCIES = 1_000;

    public TaskSettings {
        dependsOn = List.copyOf(dependsOn);
    }

    /** @param task its entry in a frame's task index or in the graph; missing when there is none */
    static TaskSettings of(JsonNode element, JsonNode task) {
        JsonNode props = element.path("props");
        boolean fromGraph = task.has("retries");
        Integer retries = retries(props, task);
        JsonNode policy = task.path("retryPolicy");
        boolean gated = flag(props, "needsApproval");
        return new TaskSettings(
                retries,
                (fromGraph && retries == null) ? Boolean.TRUE : null,
                text(policy, "backoff"),
                number(policy, "initialDelayMs"),
                first(number(task, "timeoutMs"), number(props, "timeoutMs")),
                first(number(task, "heartbeatTimeoutMs"), number(props, "heartbeatTimeoutMs")),
                (flag(props, "continueOnFail") || flag(task, "continueOnFail")) ? Boolean.TRUE : null,
                gated ? Boolean.TRUE : null,
                gated ? Optional.ofNullable(text(props, "approvalMode")).orElse("gate") : null,
                text(props, "approvalOnDeny"),
                text(task, "outputTableName"),
                dependencies(task),
                intOrNull(task, "parallelMaxConcurrency"),
                text(task.path("agent"), "label"),
                text(props, "duration"),
                text(props, "until"),
                text(props, "event"));
    }

    private static @Nullable Integer retries(JsonNode props, JsonNode task) {
        if (task.path("retries").isNumber()) {
            return task.path("retries").asInt();
        }
        if (flag(props, "noRetry")) {
            return 0;
        }
        Integer said = intOrNull(props, "retries");
        if (said == null && task.path("maxAttempts").isNumber()) {
            return task.path("maxAttempts").asInt() - 1;
        }
        return said;
    }

    private static List<String> dependencies(JsonNode task) {
        List<String> found = new ArrayList<>();
        task.path("dependsOn").forEach(id -> found.add(id.asText()));
        task.path("needs").forEach(id -> found.add(id.asText()));
        return found.stream().distinct().limit(MAX_DEPENDENCIES).toList();
    }

    /** Props are all strings, {@code "true"} included; the graph's own values are not. */
    private static boolean flag(JsonNode node, String name) {
        return node.path(name).asText().equals("true");
    }

    private static @Nullable String text(JsonNode node, String name) {
        String text = node.path(name).asText();
        return text.isEmpty() || node.path(name).isNull()
                ? null
                : Excerpt.of(text, 200).text();
    }

    private static @Nullable Long number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isNumber()) {
            return value.asLong();
        }
        return value.asText().matches("[0-9]{1,15}") ? Long.valueOf(value.asText()) : null;
    }

    private static @Nullable Integer intOrNull(JsonNode node, String name) {
        Long number = number(node, name);
        return number == null || number > Integer.MAX_VALUE ? null : number.intValue();
    }

    private static @Nullable Long first(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : one;
    }
}
