package chad.ide.engine;

import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Reads what the CLI printed. */
final class EngineAnswer {

    private static final ObjectReader JSON =
            new ObjectMapper().readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Lines that may look like the beginning of the answer, from the end; some verbs log to stdout before it. */
    private static final int MAX_TRIES = 50;

    private EngineAnswer() {}

    /** The last JSON object or array that begins a line and ends the output. */
    static Optional<JsonNode> lastJson(String output) {
        int tries = 0;
        int at = output.length();
        while (at >= 0 && tries < MAX_TRIES) {
            int line = output.lastIndexOf('\n', at - 1) + 1;
            if (line < output.length() && (output.charAt(line) == '{' || output.charAt(line) == '[')) {
                tries++;
                try {
                    return Optional.of(JSON.readValue(output.substring(line)));
                } catch (JsonProcessingException notFromHere) {
                    // a line of a log, or the inside of the answer: it begins further up
                }
            }
            at = line - 1;
        }
        return Optional.empty();
    }

    /** @param errors what it printed beside the answer, for when there is none */
    static EngineResult read(String output, String errors, int exitCode, PathRedactor redactor) {
        Optional<JsonNode> json = lastJson(output);
        if (json.isEmpty()) {
            String said = errors.isBlank() ? output : errors;
            return new Refused(
                    Refused.NO_ANSWER,
                    "The engine ended with code %d and gave no answer. Its last output: %s"
                            .formatted(exitCode, redactor.shorten(tail(said.strip()))));
        }
        JsonNode answer = json.get();
        if (answer instanceof ObjectNode object) {
            object.remove("cta");
        }
        return refusal(answer, redactor).map(EngineResult.class::cast).orElseGet(() -> new Done(answer));
    }

    private static Optional<Refused> refusal(JsonNode answer, PathRedactor redactor) {
        if (answer.path("code").isTextual() && answer.path("message").isTextual()) {
            return Optional.of(new Refused(
                    answer.path("code").asText(),
                    redactor.shorten(answer.path("message").asText())));
        }
        JsonNode success = answer.path("success");
        if (success.isBoolean() && !success.asBoolean()) {
            return Optional.of(new Refused("FAILED", redactor.shorten(errorText(answer.path("error")))));
        }
        return Optional.empty();
    }

    /** An error is a text in some answers and an object in others. */
    static String errorText(JsonNode error) {
        return error.path("message").asText(error.asText("The engine gave no reason."));
    }

    private static String tail(String text) {
        return text.length() <= 500 ? text : "…" + text.substring(text.length() - 500);
    }
}
