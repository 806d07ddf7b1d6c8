package chad.ide.notices;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts one body. It follows no redirect and reads nothing of the answer but its status. */
final class WebhookClient {

    static final String SIGNATURE = "X-Runs-Signature";
    static final String TIMESTAMP = "X-Runs-Timestamp";

    /** Statuses of the 400s that say "not now" rather than "not this". */
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

    /** What came of it. */
    sealed interface Outcome {
        record Sent() implements Outcome {}

        /** It would be refused again. */
        record Refused(int status) implements Outcome {}

        /** @param why without the address */
        record Later(String why) implements Outcome {}
    }

    private final HttpClient http;
    private final Duration timeout;
    private final Optional<String> secret;
    private final Clock clock;

    WebhookClient(Duration timeout, Optional<String> secret, Clock clock) {
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.timeout = timeout;
        this.secret = secret;
        this.clock = clock;
    }

    Outcome send(Target target, byte[] body) throws InterruptedException {
        String seconds = Long.toString(clock.instant().getEpochSecond());
        HttpRequest.Builder request = HttpRequest.newBuilder(target.endpoint())
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "runs-ide")
                .header(TIMESTAMP, seconds)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        secret.ifPresent(key -> request.header(SIGNATURE, "sha256=" + signature(key, seconds, body)));
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close(); // however long it would be
            return outcome(answer.statusCode());
        } catch (IOException unreachable) {
            return new Outcome.Later(unreachable.getClass().getSimpleName()); // its message may tell the address
        }
    }

    private static Outcome outcome(int status) {
        if (status >= 200 && status < 300) {
            return new Outcome.Sent();
        }
        return status < 500 && !NOT_NOW.contains(status)
                ? new Outcome.Refused(status)
                : new Outcome.Later("status " + status);
    }

    /** Over the time too, so that neither can be used again with another: {@code HMAC-SHA256(secret, time + "." + body)}. */
    static String signature(String secret, String seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
