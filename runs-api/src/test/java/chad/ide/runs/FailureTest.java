package chad.ide.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class FailureTest {

    private static Failure of(String error) {
        try {
            return Failure.of(new ObjectMapper().readTree(error), null);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    @Test
    void theAddressOfTheEnginesDocumentationIsNoPartOfAMessage() {
        assertThat(of("{\"message\":\"It timed out. See https://smithers.sh/reference/errors\"}")
                        .message())
                .isEqualTo("It timed out.");
        assertThat(of("{\"message\":\"Task failed: judge See https://smithers.sh/reference/errors\"}")
                        .saysNothing())
                .isTrue();
        assertThat(of("{\"message\":\"See https://example.com/a for the format of a date\"}")
                        .message())
                .startsWith("See https://example.com/a for");
    }

    @Test
    void theAddressThatSomebodyElseGivesIsToldAsItMayBeTheWayOut() {
        assertThat(of("{\"message\":\"The licence has expired. See https://example.com/renew\"}")
                        .message())
                .isEqualTo("The licence has expired. See https://example.com/renew");
        assertThat(of("{\"message\":\"No. See https://notsmithers.sh/renew\"}").message())
                .endsWith("See https://notsmithers.sh/renew");
    }

    @Test
    void aLineThatBeginsLikeOneOfAStackIsTold() {
        assertThat(of("{\"message\":\"2 checks failed:\\n  at noon: no answer\\n  at night: disk full\"}")
                        .line())
                .isEqualTo("2 checks failed: at noon: no answer at night: disk full");
        assertThat(of("{\"message\":\"no ink\\n    at async Promise.all (<anonymous>)\\n    at run (b.js:3:4)\"}")
                        .message())
                .isEqualTo("no ink");
    }

    @Test
    void whatLiesBehindAnErrorIsTold() {
        assertThat(of("{\"message\":\"fetch failed\",\"cause\":{\"message\":\"connect ECONNREFUSED 10.0.0.1:80\"}}")
                        .message())
                .isEqualTo("fetch failed: connect ECONNREFUSED 10.0.0.1:80");
        assertThat(of("{\"message\":\"It broke: disk full\",\"cause\":{\"message\":\"disk full\"}}")
                        .message())
                .isEqualTo("It broke: disk full");
        assertThat(of("{\"name\":\"AbortError\"}").message()).isEqualTo("AbortError");
    }

    @Test
    void aStackWithinAMessageIsNotTold() {
        assertThat(of("{\"message\":\"Error: no ink\\n    at press (/srv/a.jsx:1:2)\\n    at run (b.js:3:4)\"}")
                        .message())
                .isEqualTo("Error: no ink");
    }

    @Test
    void aLongMessageIsCutAtAWord() {
        String line =
                of("{\"message\":\"%s\"}".formatted("many words ".repeat(300))).line();

        assertThat(line).hasSizeLessThanOrEqualTo(1_201).endsWith("…").matches("(many words ?)+(many)?…");
    }
}
