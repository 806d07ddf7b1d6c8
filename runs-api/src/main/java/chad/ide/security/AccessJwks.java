package chad.ide.security;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Key;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of a team, by their id.
 *
 * <p>They are fetched again when they are used and some minutes old, which drops those that the team has dropped; a
 * request waits for that only when they are twice as old. A token with an unknown id causes a fetch too, since keys may have rotated, but only one at a time and not soon after another: ids are what a
 * stranger can make up. When a fetch fails, or brings no key, the last good set stays. Nothing here blocks: the thread
 * that asks serves many others.
 */
final class AccessJwks {

    private static final int MAX_BODY_CHARS = 1_000_000;

    /** What is known, and since when. */
    private record Known(Map<String, RSAPublicKey> keys, long fetchedAtMs) {}

    private final AccessTeam team;
    private final SecurityConfig.Access config;
    private final Clock clock;
    private final HttpClient http;
    private volatile Known known = new Known(Map.of(), 0);
    private boolean complained;
    private long triedAtMs = Long.MIN_VALUE;
    private @Nullable CompletableFuture<Known> underWay;

    AccessJwks(AccessTeam team, SecurityConfig.Access config, Clock clock) {
        this.team = team;
        this.config = config;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The key of that id; empty when the team has none, or can't be asked. */
    Uni<Optional<RSAPublicKey>> find(String id) {
        Known now = known;
        RSAPublicKey key = now.keys().get(id);
        long ageMs = clock.millis() - now.fetchedAtMs();
        long freshMs = config.refreshEvery().toMillis();
        if (key != null && ageMs < freshMs) {
            return Uni.createFrom().item(Optional.of(key));
        }
        Optional<CompletableFuture<Known>> fetch = fetch();
        boolean isWorthWaiting = key == null || ageMs >= 2 * freshMs;
        return fetch.isEmpty() || !isWorthWaiting
                ? Uni.createFrom().item(Optional.ofNullable(key))
                : Uni.createFrom()
                        .completionStage(fetch.get())
                        .map(fetched -> Optional.ofNullable(fetched.keys().get(id)));
    }

    /** The fetch that is under way, or a new one; empty when it is too soon after the last. */
    private synchronized Optional<CompletableFuture<Known>> fetch() {
        if (underWay != null) {
            return Optional.of(underWay);
        }
        long nowMs = clock.millis();
        if (triedAtMs != Long.MIN_VALUE
                && nowMs - triedAtMs < config.refetchAfter().toMillis()) {
            return Optional.empty();
        }
        triedAtMs = nowMs;
        CompletableFuture<Known> fetch = http.sendAsync(
                        HttpRequest.newBuilder(team.keys())
                                .timeout(config.timeout())
                                .build(),
                        BodyHandlers.ofString())
                .thenApply(answer -> new Known(parse(answer), nowMs))
                .handle(this::settle);
        underWay = fetch.isDone() ? null : fetch;
        return Optional.of(fetch);
    }

    private synchronized Known settle(@Nullable Known fetched, @Nullable Throwable failure) {
        underWay = null;
        if (fetched != null) {
            known = fetched;
            complained = false;
        } else if (!complained) {
            complained = true;
            Log.warnf(
                    "The keys of Cloudflare Access can't be fetched; known keys stay valid, others are refused."
                            + " team=%s keys=%d %s",
                    team.issuer(), known.keys().size(), reason(failure));
        }
        return known;
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause);
    }

    private static Map<String, RSAPublicKey> parse(HttpResponse<String> answer) {
        try {
            if (answer.statusCode() != 200 || answer.body().length() > MAX_BODY_CHARS) {
                throw new IOException("status %d, %d characters"
                        .formatted(answer.statusCode(), answer.body().length()));
            }
            Map<String, RSAPublicKey> keys = new HashMap<>();
            for (JsonWebKey key : new JsonWebKeySet(answer.body()).getJsonWebKeys()) {
                Key material = key.getKey();
                boolean isForSignatures = key.getUse() == null || key.getUse().equals("sig");
                if (key.getKeyId() != null && isForSignatures && material instanceof RSAPublicKey rsa) {
                    keys.put(key.getKeyId(), rsa);
                }
            }
            if (keys.isEmpty()) {
                throw new IOException("no RSA key in the answer");
            }
            return Map.copyOf(keys);
        } catch (IOException | JoseException unusable) {
            throw new CompletionException(unusable);
        }
    }
}
