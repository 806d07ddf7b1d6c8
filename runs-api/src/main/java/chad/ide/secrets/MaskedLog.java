package chad.ide.secrets;

import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/** Masks the service's own log. Static, because filters are made by the logging, before there is any bean. */
public final class MaskedLog {

    private static final ExtFormatter MESSAGE = new ExtFormatter() {
        @Override
        public String format(ExtLogRecord record) {
            return formatMessage(record);
        }
    };

    private static volatile @Nullable Secrets secrets;

    private MaskedLog() {}

    static void use(Secrets known) {
        secrets = known;
    }

    /** The message with its arguments, as the console would print it. */
    public static String said(ExtLogRecord record) {
        return MESSAGE.format(record);
    }

    /** The text without the values of secrets. */
    public static String masked(String text) {
        Secrets known = secrets;
        return known == null ? text : known.mask(text);
    }

    public static void mask(LogRecord record) {
        Secrets known = secrets;
        if (known == null || !(record instanceof ExtLogRecord full)) {
            return;
        }
        String said = said(full);
        String masked = masked(said);
        if (!masked.equals(said)) {
            full.setMessage(masked, ExtLogRecord.FormatStyle.NO_FORMAT);
            full.setParameters(null);
        }
    }
}
