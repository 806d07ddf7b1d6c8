package chad.ide.logging;

import chad.ide.secrets.MaskedLog;
import io.quarkus.logging.LoggingFilter;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out what the HTTP server says when a client of a stream goes away while something is on its way to it: an error
 * with a stack trace, for every browser's tab that is closed at the wrong moment. And an error for every request whose
 * {@code Host} is missing or impossible: it is answered with 400, and anybody can send any number of them.
 */
@LoggingFilter(name = "client-gone")
public final class ClientGone implements Filter {

    private static final String STREAMS = "org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler";

    private static final String ANSWERS = "io.quarkus.vertx.http.runtime.QuarkusErrorHandler";

    @Override
    public boolean isLoggable(LogRecord record) {
        if (STREAMS.equals(record.getLoggerName())
                && (record.getThrown() instanceof IOException || record.getThrown() instanceof HttpClosedException)) {
            return false;
        }
        if (ANSWERS.equals(record.getLoggerName())
                && record.getThrown() instanceof VertxException failure
                && String.valueOf(failure.getMessage()).contains("'Host' header")) {
            return false;
        }
        MaskedLog.mask(record); // a handler takes one filter
        QuotedText.tame(record);
        if (record.getThrown() != null) {
            record.setThrown(QuotedException.of(record.getThrown(), text -> QuotedText.tame(MaskedLog.masked(text))));
        }
        return true;
    }
}
