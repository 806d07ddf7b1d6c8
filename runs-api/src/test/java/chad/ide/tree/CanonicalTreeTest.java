package chad.ide.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class CanonicalTreeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void keysHaveTheEnginesOrderAndPropsAreSorted() throws Exception {
        String mixed = """
                {"children": [{"text": "hi", "kind": "text"}],
                 "props": {"b": "2", "a": "1"}, "tag": "smithers:task", "kind": "element"}""";

        assertThat(CanonicalTree.text(JSON.readTree(mixed)))
                .isEqualTo("{\"kind\":\"element\",\"tag\":\"smithers:task\",\"props\":{\"a\":\"1\",\"b\":\"2\"},"
                        + "\"children\":[{\"kind\":\"text\",\"text\":\"hi\"}]}");
    }

    @Test
    void stringsAreWrittenAsJavaScriptWritesThem() {
        var text = JSON.createObjectNode().put("kind", "text").put("text", "\" \\ / \n \u001b é 😀 \ud83d. \u2028");

        assertThat(CanonicalTree.text(text))
                .isEqualTo("{\"kind\":\"text\",\"text\":\"\\\" \\\\ / \\n \\u001b é 😀 \\ud83d. \u2028\"}");
    }

    @Test
    void nothingIsNull() throws Exception {
        assertThat(CanonicalTree.text(JSON.readTree("null"))).isEqualTo("null");
    }
}
