package chad.ide.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class QuotedExceptionTest {

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** What a message quotes may look like a line of the log, in a cause as well. */
    @Test
    void noCauseForgesALine() {
        IOException forged = new IOException("no file a\n2026-01-01 00:00:00,000 ERROR [x] all is lost\u001b[31m");
        forged.addSuppressed(new IOException("b\n2026-01-01 later"));
        Throwable shown = QuotedException.of(new UncheckedIOException("read", forged), QuotedText::tame);

        assertThat(printed(shown))
                .doesNotContain("\n2026", "\u001b")
                .contains(
                        "java.io.UncheckedIOException: read",
                        "Caused by: java.io.IOException: no file a",
                        "noCauseForgesALine");
    }

    @Test
    void whatMayBeShownStaysAsItIs() {
        Exception plain = new IllegalStateException("plain", new IOException("also plain"));

        assertThat(QuotedException.of(plain, QuotedText::tame)).isSameAs(plain);
    }

    /** Exceptions can be each other's causes. */
    @Test
    void aCircleEnds() {
        Exception one = new Exception("one\ntwo");
        Exception other = new Exception("other", one);
        one.initCause(other);

        assertThat(printed(QuotedException.of(one, QuotedText::tame))).doesNotContain("\ntwo");
    }
}
