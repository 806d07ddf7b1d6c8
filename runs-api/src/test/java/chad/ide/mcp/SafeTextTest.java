package chad.ide.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {

    /** Clients that read strict UTF-8 refused the whole answer, or read question marks. */
    @Test
    void halvesOfSurrogatePairsAreLeftOutAndWholeOnesStay() {
        assertThat(SafeText.text("a\ud83d\ude00b\ud83dc\ude00d\ud83d", 100)).isEqualTo("a\ud83d\ude00bcd");
        assertThat(SafeText.text("a\ud83d\ude00b", 2)).isEqualTo("a… (4 characters)");
    }

    @Test
    void whatNobodySeesIsLeftOutAndLinesStay() {
        assertThat(SafeText.text("a\u202eb\u0007c\nd\te", 100)).isEqualTo("abc\nd\te");
    }
}
