package chad.roster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChampionsTest {

    @Test
    void championsThatAreIdsAreLookedUpAmongTheCandidates() throws IOException {
        assertThat(champions("""
                {"offline": false,
                 "candidates": [
                   {"id": "model:z-ai/glm-5.1", "kind": "model", "model": "z-ai/glm-5.1", "status": "champion"},
                   {"id": "prompt:terse", "kind": "prompt", "model": "a/b", "prompt": "Be brief."},
                   {"id": "model:moonshotai/kimi-k3", "kind": "model", "model": "moonshotai/kimi-k3"}],
                 "champions": ["model:moonshotai/kimi-k3", "prompt:terse", "model:z-ai/glm-5.1", "model:unknown",
                   "model:z-ai/glm-5.1", 4, null]}
                """)).containsExactly("moonshotai/kimi-k3", "z-ai/glm-5.1");
    }

    @Test
    void championsThatAreCandidatesAreTakenAsTheyAre() throws IOException {
        assertThat(champions("""
                {"champions": [{"kind": "model", "model": "z-ai/glm-5.1"}, {"kind": "prompt", "model": "a/b"}, {"kind": "model"}]}
                """)).containsExactly("z-ai/glm-5.1");
    }

    @Test
    void withoutAListTheCandidatesOwnStatusCounts() throws IOException {
        assertThat(champions("""
                {"candidates": [{"id": "m1", "kind": "model", "model": "a/b", "status": "champion"},
                                {"id": "m2", "kind": "model", "model": "c/d", "status": "retired"}]}
                """)).containsExactly("a/b");
    }

    @Test
    void scoresThatNoModelEarnedCrownNobody() throws IOException {
        Champions offline = Champions.parse("""
                {"offline": true, "champions": [{"kind": "model", "model": "z-ai/glm-5.1"}]}
                """.getBytes(UTF_8));

        assertThat(offline.models()).isEmpty();
        assertThat(offline.offline()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"champions\": []}",
                "{\"champions\": \"a/b\"}",
                "{\"candidates\": 3}",
                "{\"champions\": {\"model\": 1}}"
            })
    void aPopulationWithoutChampionsHasNone(String json) throws IOException {
        assertThat(champions(json)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"champions\": [\"a'  | not valid JSON (17 bytes)",
                "[]  | not a JSON object",
                "''  | not a JSON object"
            })
    void whatIsNoPopulationSaysWhy(String json, String reason) {
        assertThatThrownBy(() -> champions(json))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }

    private static List<String> champions(String json) throws IOException {
        return Champions.parse(json.getBytes(UTF_8)).models();
    }
}
