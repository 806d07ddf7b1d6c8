package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineAnswerTest {

    private static final EngineWorkbench BENCH = new EngineWorkbench(Path.of("/srv/x"), Path.of("/srv/x/workflows"));
    private static final PathRedactor PATHS = new PathRedactor(BENCH.config(), BENCH.folder());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | {\"a\":1}",
                "`[12:00:01] INFO hello {\n  runId: 'x'\n}\n{\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  }\n}\n` | {\"a\":{\"b\":[1]}}",
                "`{\"first\":1}\n{\"last\":2}` | {\"last\":2}",
                "`[\n  {\n    \"a\": 1\n  }\n]` | [{\"a\":1}]"
            })
    void theLastValueCounts(String output, String json) {
        assertThat(EngineAnswer.lastJson(output).orElseThrow()).hasToString(json);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"``", "`no json`", "`{\"cut\": `", "`{\"a\":1} and more`"})
    void whatIsNoAnswerIsNone(String output) {
        assertThat(EngineAnswer.lastJson(output)).isEmpty();
    }

    @Test
    void theExitCodeDoesNotDecide() {
        assertThat(EngineAnswer.read("{\"status\":\"cancel-requested\",\"cta\":{\"x\":1}}", "", 2, PATHS))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.answer()).hasToString("{\"status\":\"cancel-requested\"}"));
        assertThat(EngineAnswer.read(
                        "{\"code\":\"RUN_EXISTS\",\"message\":\"/srv/x/workflows/a.jsx is there\"}", "", 0, PATHS))
                .isEqualTo(new Refused("RUN_EXISTS", "a.jsx is there"));
        assertThat(EngineAnswer.read("{\"success\":false,\"error\":\"no node\"}", "", 1, PATHS))
                .isEqualTo(new Refused("FAILED", "no node"));
    }

    @Test
    void withoutAnAnswerTheLastWordsAreTheReason() {
        assertThat(EngineAnswer.read("", "env: 'bun': No such file in /srv/x\n", 127, PATHS))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(Refused.NO_ANSWER);
                    assertThat(refused.reason()).contains("127", "'bun'").doesNotContain("/srv");
                });
    }
}
