package chad.ide.security;

import chad.ide.security.Authenticator.Verdict.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Lets in who presents the cookie of a session. A cookie that is not valid any more is no offence: whoever left a tab
 * open has one.
 */
@Singleton
class SessionAuthenticator implements Authenticator {

    private static final String NAME = "runs-session";

    /** A browser takes such a cookie from this very host only, never from a neighbour in the domain. */
    private static final String SECURE_NAME = "__Host-" + NAME;

    private final Sessions sessions;
    private final ClientAddress addresses;

    SessionAuthenticator(Sessions sessions, ClientAddress addresses) {
        this.sessions = sessions;
        this.addresses = addresses;
    }

    @Override
    public Uni<Verdict> authenticate(RoutingContext context) {
        return Uni.createFrom()
                .item(context.request().cookies(name(context.request())).stream()
                        .flatMap(cookie -> sessions.find(cookie.getValue()).stream())
                        .findFirst()
                        .<Verdict>map(Authenticated::new)
                        .orElse(NOT_APPLICABLE));
    }

    /** The cookie that keeps a session, or that ends it when the life is nothing. */
    Cookie cookie(HttpServerRequest request, String value, Duration life) {
        return Cookie.cookie(name(request), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(addresses.isSecure(request))
                .setMaxAge(life.toSeconds());
    }

    private String name(HttpServerRequest request) {
        return addresses.isSecure(request) ? SECURE_NAME : NAME;
    }
}
