package chad.ide.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * JSON that stands in a store. It is read to its end or not at all, because text that merely begins like JSON would lose
 * its rest, and its numbers stay as they are written: {@code 1.10} keeps its zero and {@code 9007199254740993} its last
 * digit.
 */
@Singleton
public class StoredJson {

    private final ObjectReader reader;
    private final JsonNodeFactory nodes;

    StoredJson(ObjectMapper json) {
        this.nodes = json.getNodeFactory();
        this.reader = json.reader()
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    /** The value; empty when the text is not one JSON value and nothing else. */
    public Optional<JsonNode> parse(String text) {
        try {
            JsonNode read = reader.readTree(text);
            return read.isMissingNode() ? Optional.empty() : Optional.of(read);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** The value, or the text itself where it is not valid JSON. */
    public JsonNode orText(String text) {
        return parse(text).orElseGet(() -> nodes.textNode(text));
    }
}
