package chad.ide.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** What is logged while this is open, as the console gets it. */
public final class LogLines implements AutoCloseable {

    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    private final Logger root = LogContext.getLogContext().getLogger("");
    private final List<Logger> chatty = new ArrayList<>();
    private final List<ExtLogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            ExtLogRecord whole = ExtLogRecord.wrap(record);
            whole.copyAll(); // the fields of the thread that logs, and not of the one that looks
            records.add(whole);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LogLines() {
        listener.setLevel(Level.ALL);
        root.addHandler(listener);
    }

    public static LogLines listen() {
        return new LogLines();
    }

    /** With what is only told to who looks closely, of this category. */
    public LogLines debug(String category) {
        Logger logger = LogContext.getLogContext().getLogger(category);
        logger.setLevel(Level.DEBUG);
        chatty.add(logger);
        return this;
    }

    /** Those that the console shows. */
    public List<ExtLogRecord> shown() {
        ConsoleHandler console = console();
        return records.stream().filter(console::isLoggable).toList();
    }

    /** Those that the console shows and that contain the text. */
    public List<ExtLogRecord> shown(String text) {
        return shown().stream()
                .filter(line -> MESSAGE.format(line).contains(text))
                .toList();
    }

    /** Those that say that something is broken. */
    public List<ExtLogRecord> errors() {
        return shown().stream()
                .filter(line -> line.getLevel().intValue() >= Level.ERROR.intValue())
                .toList();
    }

    /** As the console prints it. */
    public String printed(ExtLogRecord line) {
        return console().getFormatter().format(line);
    }

    private ConsoleHandler console() {
        return Stream.of(root.getHandlers())
                .flatMap(LogLines::withInner)
                .filter(ConsoleHandler.class::isInstance)
                .map(ConsoleHandler.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Handler> withInner(Handler handler) {
        return handler instanceof ExtHandler outer
                ? Stream.concat(
                        Stream.of(handler), Arrays.stream(outer.getHandlers()).flatMap(LogLines::withInner))
                : Stream.of(handler);
    }

    @Override
    public void close() {
        root.removeHandler(listener);
        chatty.forEach(logger -> logger.setLevel(null));
    }
}
