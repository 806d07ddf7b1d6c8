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
                {"candidates": [
                   {"id": "c1", "kind": "model", "model": "z-ai/glm-5.1"},
                   {"id": "c2", "kind": "prompt", "prompt": "Be brief."},
                   {"id": "c3", "kind": "model", "config": {"model": "moonshotai/kimi-k3"}},
                   {"id": "qwen/qwen3.5-397b-a17b", "kind": "model"}],
                 "champions": ["c3", "c2", "c1", "qwen/qwen3.5-397b-a17b", "unknown", "c1", 4, null]}
                """)).containsExactly("moonshotai/kimi-k3", "z-ai/glm-5.1", "qwen/qwen3.5-397b-a17b");
    }

    @Test
    void championsThatAreCandidatesAreTakenAsTheyAre() throws IOException {
        assertThat(champions("""
                {"champions": [{"id": "a", "kind": "model", "model": "z-ai/glm-5.1"}, {"kind": "prompt", "id": "p"},
                               {"kind": "model", "id": "openai/gpt-oss-120b"}, {"kind": "model"}]}
                """)).containsExactly("z-ai/glm-5.1", "openai/gpt-oss-120b");
    }

    @Test
    void championsByKindGiveThoseOfKindModel() throws IOException {
        assertThat(champions("""
                {"champions": {"prompt": ["p1"], "model": ["c1", "moonshotai/kimi-k3", {"model": "a/b"}]},
                 "candidates": {"c1": {"model": "z-ai/glm-5.1"}}}
                """)).containsExactly("z-ai/glm-5.1", "moonshotai/kimi-k3", "a/b");
    }

    @Test
    void withoutAListTheCandidatesOwnStatusCounts() throws IOException {
        assertThat(champions("""
                {"candidates": [{"id": "a/b", "kind": "model", "status": "champion"},
                                {"id": "c/d", "kind": "model", "status": "retired"},
                                {"id": "e/f", "kind": "model", "state": "champion"}]}
                """)).containsExactly("a/b", "e/f");
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
                "'{\"champions\": [\"a'  | no whole JSON (17 bytes)",
                "[]  | no JSON object",
                "''  | no JSON object"
            })
    void whatIsNoPopulationSaysWhy(String json, String reason) {
        assertThatThrownBy(() -> champions(json))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }

    private static List<String> champions(String json) throws IOException {
        return Champions.parse(json.getBytes(UTF_8));
    }
}
