package chad.ide.schedules;

import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Tells an outside service, such as healthchecks.io, of each start, success and failure, so that it can raise an alarm when
 * it hears nothing. What it answers is not read, and nothing waits for it.
 */
@Singleton
class Watchdog {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_AT_ONCE = 64;

    private final Semaphore turns = new Semaphore(MOST_AT_ONCE);

    /** Made when the first schedule has one: it costs a thread, and the start some time. */
    private @Nullable HttpClient client;

    enum Event {
        START("/start"),
        SUCCESS(""),
        FAILURE("/fail");

        private final String path;

        Event(String path) {
            this.path = path;
        }
    }

    /** The address is a secret of the schedule: it never reaches the log. */
    void tell(String schedule, @Nullable String pingUrl, Event event) {
        if (pingUrl == null) {
            return;
        }
        if (!turns.tryAcquire()) {
            Log.warnf("The watchdog of a schedule was not told, as too many are asked at once. schedule=%s", schedule);
            return;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(pingUrl.replaceFirst("/+$", "") + event.path))
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        client().sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failure) -> {
            turns.release();
            if (failure != null || answer.statusCode() >= 300) {
                Log.warnf(
                        "The watchdog of a schedule did not take the %s. schedule=%s cause=%s",
                        event.name().toLowerCase(Locale.ROOT),
                        schedule,
                        failure == null
                                ? "status " + answer.statusCode()
                                : failure.getClass().getSimpleName());
            }
        });
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(LIMIT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        }
        return client;
    }

    @PreDestroy
    synchronized void stop() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
