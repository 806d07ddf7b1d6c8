package chad.ide.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads who reported tokens: the engine's {@code TokenUsageReported} of an attempt's first answer, and the
 * {@code AgentEvent} with which our agents tell of each call (workflows/lib/model-calls.js).
 */
@Singleton
public class TokenReports {

    /** A report has some hundred bytes. */
    public static final int MAX_BYTES = 65_536;

    private static final List<String> COUNTS =
            List.of("inputTokens", "outputTokens", "reasoningTokens", "cacheReadTokens", "cacheWriteTokens");

    private static final int MAX_NAME_CHARS = 200;

    /** Of one report. Whoever wrote more meant no tokens, nor dollars, and a sum of such figures means nothing. */
    private static final long MOST = 1_000_000_000_000L;

    private final ObjectMapper json;

    TokenReports(ObjectMapper json) {
        this.json = json;
    }

    private static long count(JsonNode value) {
        return isCount(value) ? value.asLong() : 0;
    }

    private static boolean isCount(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0 && value.asLong() <= MOST;
    }

    private static boolean isCountOrAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull() || isCount(value);
    }

    private static boolean isAmount(JsonNode value) {
        return value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= MOST;
    }

    /**
     * The condition that events are asked for by which are reports.
     *
     * @param prefix of the columns, with its dot
     */
    public static String isReport(String prefix) {
        return """
                (%1$stype = 'TokenUsageReported'
                 OR (%1$stype = 'AgentEvent' AND instr(substr(%1$spayload_json, 1, 4096), '"modelCall":{') > 0))
                AND octet_length(%1$spayload_json) <= %2$d""".formatted(prefix, MAX_BYTES);
    }

    /** Empty for what is no report. */
    public Optional<Usage.Report> parse(String payload) {
        try {
            JsonNode event = json.readTree(payload);
            JsonNode call = event.path("event").path("action").path("detail").path("modelCall");
            return Optional.of(
                    call.isObject()
                            ? report(event, call, Usage.Source.CALL, tokensOfCall(call))
                            : report(event, event, Usage.Source.ENGINE, tokens(event, Accuracy.EXACT)));
        } catch (JsonProcessingException halfWritten) {
            return Optional.empty();
        }
    }

    private static Usage.Report report(JsonNode event, JsonNode said, Usage.Source source, Tokens tokens) {
        return new Usage.Report(
                source,
                event.path("nodeId").asText(),
                event.path("iteration").asInt(),
                event.path("attempt").asInt(),
                name(said, "model"),
                name(said, "asked"),
                name(said, "provider"),
                tokens);
    }

    private static @Nullable String name(JsonNode said, String member) {
        String name = said.path(member).asText("");
        return name.isBlank() ? null : name.substring(0, Math.min(name.length(), MAX_NAME_CHARS));
    }

    private static Tokens tokensOfCall(JsonNode call) {
        return switch (call.path("outcome").asText()) {
            case "answered" -> tokens(call, call.path("estimated").asBoolean() ? Accuracy.ESTIMATED : Accuracy.EXACT);
            case "refused" -> Tokens.NONE;
            case "stand-in" -> Tokens.STAND_IN;
            default -> Tokens.UNKNOWN;
        };
    }

    private static Tokens tokens(JsonNode said, Accuracy accuracy) {
        JsonNode cost = said.path("costUsd");
        boolean isWhole = COUNTS.stream().map(said::path).allMatch(TokenReports::isCountOrAbsent);
        return Tokens.of(
                        count(said.path("inputTokens")),
                        count(said.path("outputTokens")),
                        count(said.path("reasoningTokens")),
                        count(said.path("cacheReadTokens")),
                        count(said.path("cacheWriteTokens")),
                        accuracy)
                .costing(isAmount(cost) ? cost.asDouble() : null)
                .whole(isWhole);
    }
}
