package chad.ide.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "^[click](javascript:alert(1))^; ^&#91;click&#93;(javascript:alert(1))^",
                "^![x](http://evil/p.png)^; ^!&#91;x&#93;(http\\://evil/p.png)^",
                "^<script>alert(1)</script>^; ^&lt;script&gt;alert(1)&lt;/script&gt;^",
                "^[//]: # (covers 1 to 2, made 3)^; ^&#91;//&#93;: # (covers 1 to 2, made 3)^",
                "^see https://evil.example/x^; ^see https\\://evil.example/x^",
                "^www.evil.example^; ^www\\.evil.example^",
                "^mail me@evil.example^; ^mail me\\@evil.example^",
                "^**bold** _it_ `code` ~no~^; ^\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~no\\~^",
                "^a \\[b\\]^; ^a \\\\&#91;b\\\\&#93;^",
                "^$x$ &amp; |^; ^\\$x\\$ &amp;amp; \\|^",
                "^plain: words, 3.5 of them at 04:53:10 - all (mine) #1!^; ^plain: words, 3.5 of them at 04:53:10 - all (mine) #1!^",
            })
    void nothingOfItIsMarkup(String words, String safe) {
        assertThat(Markdown.text(words, 200)).isEqualTo(safe);
    }

    /** Reports showed the backticks themselves: "launch \\`experiments.jsx\\`". */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "^launch `experiments.jsx`, or *set* it^; ^launch `experiments.jsx`, or \\*set\\* it^",
                "^`a_b` failed: `<b>` and `www.evil.example`^; ^`a_b` failed: &lt;b&gt; and `www.evil.example`^",
                "^one ` alone_^; ^one \\` alone\\_^",
                "^none `` in it^; ^none \\`\\` in it^",
                "^no names^; ^no names^",
            })
    void namesThatASentenceMarksAreCode(String words, String safe) {
        assertThat(Markdown.sentence(words, 200)).isEqualTo(safe);
    }

    @Test
    void itStaysOneLineWithoutWhatIsNotSeen() {
        assertThat(Markdown.text("a\r\n\n# b\u2028- c\u0000\u001b[31m \u202egpj.exe\u200b", 200))
                .isEqualTo("a # b - c&#91;31m gpj.exe");
        assertThat(Markdown.code("a`b\n`c", 200)).isEqualTo("`a'b 'c`");
        assertThat(Markdown.code("<script>a", 200))
                .isEqualTo(Markdown.text("<script>a", 200))
                .doesNotContain("<");
    }

    @Test
    void itIsCutBetweenCharacters() {
        assertThat(Markdown.text("😀".repeat(10), 3)).isEqualTo("😀😀😀…");
        assertThat(Markdown.text("A".repeat(1_000_000), 5)).isEqualTo("AAAAA…");
        assertThat(Markdown.text("  short ", 5)).isEqualTo("short");
    }
}
