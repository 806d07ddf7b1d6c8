package chad.ide.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Reads {@code TokenUsageReported}, the engine's event of an attempt that got an answer. */
@Singleton
public class TokenReports {

    /** A report has some hundred bytes. */
    public static final int MAX_BYTES = 65_536;

    private static final List<String> COUNTS =
            List.of("inputTokens", "outputTokens", "reasoningTokens", "cacheReadTokens");

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

    /** Empty for what is no report. */
    public Optional<Usage.Report> parse(String payload) {
        try {
            JsonNode event = json.readTree(payload);
            JsonNode cost = event.path("costUsd");
            Tokens tokens = Tokens.of(
                            count(event.path("inputTokens")),
                            count(event.path("outputTokens")),
                            count(event.path("reasoningTokens")),
                            count(event.path("cacheReadTokens")),
                            isAmount(cost) ? cost.asDouble() : null)
                    .exact(COUNTS.stream().map(event::path).allMatch(TokenReports::isCountOrAbsent));
            return Optional.of(new Usage.Report(
                    event.path("nodeId").asText(),
                    event.path("iteration").asInt(),
                    event.path("attempt").asInt(),
                    event.hasNonNull("model") ? event.get("model").asText() : null,
                    tokens));
        } catch (JsonProcessingException halfWritten) {
            return Optional.empty();
        }
    }
}
