package chad.ide.security;

import chad.ide.problem.ProblemType;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Signing a browser in and out. */
@Singleton
public class SignIns {

    /** What came of it. */
    public sealed interface Outcome {

        /** The answer carries the cookie. */
        record SignedIn() implements Outcome {}

        record WrongKey() implements Outcome {}

        record LinkUsedUp() implements Outcome {}

        record LinkExpired() implements Outcome {}

        record LinkUnknown() implements Outcome {}

        record TooMany(Duration retryAfter) implements Outcome {}
    }

    /** A link that signs its first user in. */
    public record Link(String url, Instant expires) {}

    private final ApiKeys keys;
    private final Sessions sessions;
    private final SessionAuthenticator authenticator;
    private final SignInLinks links;
    private final FailedSignIns failures;
    private final ClientAddress addresses;
    private final SecurityConfig config;

    SignIns(
            ApiKeys keys,
            Sessions sessions,
            SessionAuthenticator authenticator,
            SignInLinks links,
            FailedSignIns failures,
            ClientAddress addresses,
            SecurityConfig config) {
        this.keys = keys;
        this.sessions = sessions;
        this.authenticator = authenticator;
        this.links = links;
        this.failures = failures;
        this.addresses = addresses;
        this.config = config;
    }

    public Outcome withKey(RoutingContext context, String presented) {
        String address = addresses.clientAddress(context.request());
        Optional<ApiKey> key = keys.find(presented);
        if (key.isEmpty()) {
            return failed(address, new Outcome.WrongKey());
        }
        Optional<Duration> wait = failures.admits(address, key.get());
        if (wait.isPresent()) {
            return new Outcome.TooMany(wait.get());
        }
        begin(context, key.get());
        return new Outcome.SignedIn();
    }

    /** A code works once, and only while its key is valid. */
    public Outcome withCode(RoutingContext context, String code) {
        String address = addresses.clientAddress(context.request());
        return switch (links.use(code)) {
            case SignInLinks.Use.Valid valid -> {
                Optional<ApiKey> key =
                        keys.all().stream().filter(valid.key()::isSameKeyAs).findFirst();
                key.ifPresent(found -> begin(context, found));
                yield key.isPresent() ? new Outcome.SignedIn() : new Outcome.LinkExpired();
            }
            case SignInLinks.Use.UsedUp usedUp -> failed(address, new Outcome.LinkUsedUp());
            case SignInLinks.Use.Expired expired -> failed(address, new Outcome.LinkExpired());
            case SignInLinks.Use.Unknown unknown -> failed(address, new Outcome.LinkUnknown());
        };
    }

    private Outcome failed(String address, Outcome otherwise) {
        return failures.failed(address).<Outcome>map(Outcome.TooMany::new).orElse(otherwise);
    }

    private void begin(RoutingContext context, ApiKey key) {
        String cookie = sessions.begin(key);
        context.response().addCookie(authenticator.cookie(context.request(), cookie, config.sessionLife()));
        sessions.find(cookie).ifPresent(caller -> QuarkusHttpUser.setIdentity(caller.toIdentity(), context));
        Log.infof("A browser was signed in. key=%s", key.name());
    }

    /**
     * A link for the key of this request.
     *
     * @throws chad.edge.ProblemException 403 for a caller without a key of its own
     */
    public Link link(HttpServerRequest request) {
        ApiKey key = Optional.ofNullable(request.getHeader(KeyAuthenticator.HEADER))
                .flatMap(keys::find)
                .orElseThrow(() -> ProblemType.FORBIDDEN.because(
                        "A sign-in link stands for a key: ask with the key itself, in `%s`."
                                .formatted(KeyAuthenticator.HEADER)));
        SignInLinks.Made made = links.make(key);
        return new Link(addresses.address(request) + "/sign-in?code=" + made.code(), made.expires());
    }

    /** Ends the session of the request, if it has one, and takes its cookie away. */
    public void end(RoutingContext context) {
        Caller.of(context).ifPresent(sessions::end);
        context.response().addCookie(authenticator.cookie(context.request(), "", Duration.ZERO));
    }
}
