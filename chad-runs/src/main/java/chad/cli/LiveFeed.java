package chad.cli;

import chad.cli.api.ApiClient;
import chad.cli.api.ApiException;
import chad.cli.api.EventStream;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when something happened to a run: by the stream, which is taken up again where it broke, and while there is none
 * by the clock.
 */
final class LiveFeed implements AutoCloseable {

    /** As a browser polls a run that is active. */
    private static final Duration POLL = Duration.ofMillis(2_500);

    /** A service that is restarted is back within this; one that is not is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** When the caller should look for itself: messages were missed, or time has passed. */
    static final JsonNode LOOK = Json.object().put("kind", "look");

    private final ApiClient api;
    private final String runId;
    private final @Nullable String store;
    private @Nullable EventStream stream;
    private @Nullable String lastId;
    private boolean isFirst = true;
    private long lastGoodAtNanos = System.nanoTime();

    /** @param store null when the run's id is known to be in one store only */
    LiveFeed(ApiClient api, String runId, @Nullable String store) {
        this.api = api;
        this.runId = runId;
        this.store = store;
    }

    /** Waits for the next message of the stream, or {@link #LOOK}; some seconds at most pass without one of them. */
    JsonNode next() {
        try {
            if (stream == null) {
                if (!isFirst) {
                    pause();
                }
                isFirst = false;
                stream = api.stream(runId, store, lastId);
            }
            JsonNode message = stream.next();
            lastId = stream.lastId();
            if (message == null) {
                return LOOK;
            }
            return switch (message.path("kind").asText()) {
                case "hello", "reset", "store" -> LOOK;
                default -> message;
            };
        } catch (IOException broken) {
            close();
            return LOOK;
        }
    }

    /** What the supplier gets from the service, or null while that can't be reached and may come back. */
    <T> @Nullable T tolerantly(Supplier<T> request) {
        try {
            T answer = request.get();
            lastGoodAtNanos = System.nanoTime();
            return answer;
        } catch (ApiException refused) {
            boolean mayPass = refused.exitCode() == ExitCode.UNREACHABLE || refused.status() == 503;
            if (!mayPass || System.nanoTime() - lastGoodAtNanos > PATIENCE.toNanos()) {
                throw refused;
            }
            return null;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
