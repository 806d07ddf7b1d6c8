package chad.ide.answers;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a long answer no faster than its client takes it.
 *
 * <p>The server's own output stream waits while the connection's queue is full, but what a worker writes first becomes a
 * task of the event loop, and such tasks are in no queue that it looks at: sixteen clients of 200 MB, read from a file,
 * filled the direct memory in a second. So every now and then the worker waits until the event loop has come to
 * what was written so far; then the stream sees the queue as it is.
 */
public final class PacedOutput extends FilterOutputStream {

    private static final int WINDOW_BYTES = 256 * 1024;
    private static final long PATIENCE_SECONDS = 30;

    private final Context loop;
    private int sinceLastWait;

    private PacedOutput(OutputStream out, Context loop) {
        super(out);
        this.loop = loop;
    }

    /** The same answer, paced. */
    public static StreamingOutput of(StreamingOutput whole) {
        return out -> {
            @Nullable Context loop = Vertx.currentContext();
            whole.write(loop == null ? out : new PacedOutput(out, loop));
        };
    }

    @Override
    public void write(int oneByte) throws IOException {
        out.write(oneByte);
        count(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        while (from < offset + length) {
            int some = Math.min(WINDOW_BYTES, offset + length - from);
            out.write(bytes, from, some);
            from += some;
            count(some);
        }
    }

    private void count(int bytes) throws IOException {
        sinceLastWait += bytes;
        if (sinceLastWait >= WINDOW_BYTES) {
            sinceLastWait = 0;
            awaitLoop();
        }
    }

    private void awaitLoop() throws IOException {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        loop.runOnContext(nothing -> reached.complete(null));
        try {
            reached.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            throw new IOException("The connection has accepted no data for %d s.".formatted(PATIENCE_SECONDS), stuck);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The service is being stopped.");
        }
    }
}
