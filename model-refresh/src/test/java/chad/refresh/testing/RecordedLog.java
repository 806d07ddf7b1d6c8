package chad.refresh.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What our own classes log while it is open. */
public final class RecordedLog extends Handler implements AutoCloseable {

    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    /** Held on to, because the log manager itself forgets loggers that nobody holds. */
    private final Logger logger = Logger.getLogger("chad.refresh");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    public RecordedLog() {
        logger.addHandler(this);
    }

    /** Lines of WARN and above. */
    public List<String> complaints() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            lines.add(MESSAGE.format(ExtLogRecord.wrap(record)));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
