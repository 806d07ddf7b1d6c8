package chad.refresh;

import static chad.refresh.FailureKind.BAD_BODY;
import static chad.refresh.FailureKind.INTERRUPTED;
import static chad.refresh.FailureKind.RATE_LIMITED;
import static chad.refresh.FailureKind.SERVER_ERROR;
import static chad.refresh.FailureKind.TIMEOUT;
import static chad.refresh.FailureKind.UNAUTHORIZED;
import static chad.refresh.FailureKind.UNEXPECTED_STATUS;
import static chad.refresh.FailureKind.UNREACHABLE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** The provider of the models: its list, and one token of a model. The only class that speaks to it. */
@ApplicationScoped
public class ProviderClient {

    private final RefreshConfig.Provider config;
    private final Clock clock;
    private final HttpClient http;
    private final Backoff backoff;

    @Inject
    ProviderClient(RefreshConfig config, Clock clock) {
        this.config = config.provider();
        this.clock = clock;
        backoff = new Backoff(this.config.firstBackoff(), this.config.longestBackoff(), RandomGenerator.getDefault());
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // a request a day gains nothing by an upgrade
                .connectTimeout(this.config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER) // the key is for the configured host alone
                .build();
    }

    /** The configured address of the list, without what may be secret in it. */
    String source() {
        URI url = config.modelsUrl();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return "%s://%s%s%s".formatted(url.getScheme(), url.getHost(), port, url.getPath());
    }

    boolean hasKey() {
        return config.apiKey().isPresent();
    }

    /** The ids that the provider lists; tried again, with growing waits, while that may help. */
    Fetch models() {
        for (int tried = 1; ; tried++) {
            Fetch fetch = tryModels();
            if (!(fetch instanceof Fetch.Failed(Failure failure)) || !failure.mayPass() || tried >= config.tries()) {
                return fetch;
            }
            Duration wait = failure.retryAfter().orElse(backoff.after(tried));
            if (wait.compareTo(config.longestBackoff()) > 0) {
                return fetch; // sooner would be rude, and later is the next refresh's matter
            }
            Log.debugf(
                    "catalog: attempt %d of %d failed, next in %d ms: %s",
                    tried, config.tries(), wait.toMillis(), failure.detail());
            try {
                TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return fetch;
            }
        }
    }

    /** What came of asking one model for one token: the status of the answer, or none when there was no whole answer. */
    OptionalInt askForOneToken(String id, Duration timeout) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("model", id)
                .put("max_tokens", 1)
                .put("stream", false);
        json.putArray("messages").addObject().put("role", "user").put("content", "Say ok.");
        var request = request(config.at("/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.toString()))
                .build();
        try {
            // The verdict is in the status; what the model says is not even kept.
            return OptionalInt.of(
                    exchange(request, BodyHandlers.discarding(), timeout).statusCode());
        } catch (ExecutionException | TimeoutException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    private Fetch tryModels() {
        var answered = new AtomicBoolean();
        BodyHandler<byte[]> limited = BodyHandlers.limiting(
                BodyHandlers.ofByteArray(), config.maxBody().asLongValue());
        BodyHandler<byte[]> body = head -> {
            answered.set(true);
            return limited.apply(head);
        };
        try {
            return judge(exchange(request(config.modelsUrl()).GET().build(), body, config.exchangeTimeout()));
        } catch (TimeoutException e) {
            return failed(
                    TIMEOUT,
                    "%s did not answer completely within %s.".formatted(host(), seconds(config.exchangeTimeout())));
        } catch (ExecutionException e) {
            return judge(e, answered.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(INTERRUPTED, "The service stopped during the refresh.");
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body, Duration limit)
            throws ExecutionException, TimeoutException, InterruptedException {
        var exchange = http.sendAsync(request, body);
        try {
            return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            exchange.cancel(true); // closes the connection of an exchange that is not over, else does nothing
        }
    }

    private Fetch judge(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 200) {
            return ModelList.parse(
                    response.body(),
                    response.headers().firstValue("content-type").orElse("no content type"));
        }
        String answer = "%s answered %d".formatted(host(), status);
        return switch (status) {
            case 401, 403 ->
                failed(UNAUTHORIZED, answer + ". Set NVIDIA_API_KEY to a key that the provider accepts, or to none.");
            case 429 -> {
                Optional<Duration> wait = retryAfter(response);
                yield new Fetch.Failed(new Failure(
                        RATE_LIMITED,
                        answer + " (too many requests)"
                                + wait.map(asked -> ", retry in " + seconds(asked))
                                        .orElse("") + ".",
                        wait));
            }
            default ->
                status >= 500
                        ? new Fetch.Failed(
                                new Failure(SERVER_ERROR, answer + " (its own error).", retryAfter(response)))
                        : failed(
                                UNEXPECTED_STATUS,
                                answer + " for " + source() + ". Check CHAD_CATALOG_URL and CHAD_INFERENCE_BASE_URL.");
        };
    }

    private Fetch judge(ExecutionException e, boolean answered) {
        return switch (e.getCause()) {
            case HttpTimeoutException _ ->
                failed(
                        TIMEOUT,
                        "%s did not accept a connection within %s."
                                .formatted(host(), seconds(config.connectTimeout())));
            case IOException cause
            when answered ->
                failed(
                        BAD_BODY,
                        "The answer of %s broke off, or is larger than %d MB (%s)."
                                .formatted(host(), config.maxBody().asLongValue() >> 20, cause.getMessage()));
            case null, default ->
                failed(
                        UNREACHABLE,
                        "%s can't be reached (%s). Check the network and CHAD_INFERENCE_BASE_URL."
                                .formatted(host(), e.getCause()));
        };
    }

    /** {@code Retry-After} in seconds or as a date (RFC 9110, 10.2.3); what is neither is no wish. */
    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("retry-after").map(String::strip).flatMap(value -> {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            try {
                Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration wait = Duration.between(clock.instant(), at);
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    private HttpRequest.Builder request(URI url) {
        var request = HttpRequest.newBuilder(url)
                .header("accept", "application/json")
                .header("user-agent", "runs-ide-model-refresh");
        config.apiKey().ifPresent(key -> request.header("authorization", "Bearer " + key));
        return request;
    }

    private String host() {
        return config.modelsUrl().getAuthority() == null
                ? source()
                : config.modelsUrl().getHost();
    }

    private static Fetch failed(FailureKind kind, String detail) {
        return new Fetch.Failed(Failure.of(kind, detail));
    }

    private static String seconds(Duration duration) {
        return duration.isPositive() && duration.toSeconds() == 0
                ? duration.toMillis() + " ms"
                : duration.toSeconds() + " s";
    }
}
