package chad.ide.lifecycle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent as null counts as left out; it was an answer, which nobody can take back. */
class AnswerTest {

    static Stream<JsonNode> nothing() {
        return Stream.of(NullNode.instance, MissingNode.getInstance());
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void nothingIsNoAnswer(JsonNode value) {
        assertThatThrownBy(() -> new Answer(null, "ask", null, null, value)).isInstanceOf(ProblemException.class);
    }
}
