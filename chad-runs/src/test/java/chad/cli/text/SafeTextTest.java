package chad.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.api.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u001b[31mb",
                "a\u001b]0;title\u0007b",
                "a\u001b]8;;http://evil\u001b\\b",
                "a\u009b2Jb",
                "a\u001bcb",
                "a\u0000b",
                "a\u202eb",
                "a\u200bb",
                "a\u007fb",
                "a\u001bPq#0\u001b\\b",
                "a\bb",
                "a\u2066b"
            })
    void whatSteersATerminalIsTakenOut(String hostile) {
        assertThat(SafeText.line(hostile)).isEqualTo("ab");
        assertThat(SafeText.block(hostile)).isEqualTo("ab");
    }

    @Test
    void wordsOfAllLanguagesStay() {
        assertThat(SafeText.line("Grüße 世界 ✓ 🦉 é")).isEqualTo("Grüße 世界 ✓ 🦉 é");
    }

    @Test
    void aLineIsOneLineAndABlockKeepsItsLines() {
        assertThat(SafeText.line("one\r\ntwo\tthree")).isEqualTo("one two three");
        assertThat(SafeText.block("one\r\n\ttwo")).isEqualTo("one\n\ttwo");
        assertThat(SafeText.block("real\rfake")).isEqualTo("realfake");
    }

    @Test
    void jsonStaysTheSameJson() throws IOException {
        String json = Json.object().put("text", "a\u009b31m\u202e\u007f\u001b").toPrettyString();

        assertThat(SafeText.json(json)).doesNotContain("\u009b", "\u202e", "\u007f");
        assertThat(Json.read(SafeText.json(json))).isEqualTo(Json.read(json));
    }
}
