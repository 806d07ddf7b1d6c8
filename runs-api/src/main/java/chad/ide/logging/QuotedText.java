package chad.ide.logging;

import chad.ide.secrets.MaskedLog;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Keeps what a line of the log quotes, such as the name of a file or the id of a run, from looking like a line of the
 * service's own, and from steering the terminal on which it is read.
 */
final class QuotedText {

    /** Control characters but line feed and tab, and those that turn the direction of writing. */
    private static final Pattern STEERING =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]");

    /** No line of ours begins with a blank. */
    private static final String FURTHER_LINE = "\n    ";

    private QuotedText() {}

    static void tame(LogRecord record) {
        if (!(record instanceof ExtLogRecord full)) {
            return;
        }
        String said = MaskedLog.said(full);
        String tame = tame(said);
        if (!tame.equals(said)) {
            full.setMessage(tame, ExtLogRecord.FormatStyle.NO_FORMAT);
            full.setParameters(null);
        }
        String run = full.getMdc(LogSubject.RUN_ID);
        if (run != null && !tame(run).equals(run)) {
            full.putMdc(LogSubject.RUN_ID, tame(run));
        }
    }

    static String tame(String text) {
        Matcher steering = STEERING.matcher(text);
        String shown = steering.find() ? steering.replaceAll("\ufffd") : text;
        return shown.indexOf('\n') < 0 ? shown : shown.replace("\n", FURTHER_LINE);
    }
}
