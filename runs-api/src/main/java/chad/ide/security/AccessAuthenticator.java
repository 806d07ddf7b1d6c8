package chad.ide.security;

import chad.ide.security.AccessTokens.Vouched;
import chad.ide.security.Authenticator.Verdict.Authenticated;
import chad.ide.security.Authenticator.Verdict.Refused;
import chad.ide.security.Authenticator.Verdict.TooMany;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Lets in whom a signed token of Cloudflare Access names. The header is what the tunnel adds, so a wrong one is
 * refused; the cookie is what a browser kept, so an old one is as good as none.
 */
@Singleton
class AccessAuthenticator implements Authenticator {

    static final String HEADER = "Cf-Access-Jwt-Assertion";
    static final String COOKIE = "CF_Authorization";

    private static final String NOT_VALID = "The Cloudflare Access token is not valid.";

    private final AccessTokens tokens;
    private final AccessRoles roles;
    private final FailedSignIns failures;
    private final ClientAddress addresses;

    AccessAuthenticator(AccessTokens tokens, AccessRoles roles, FailedSignIns failures, ClientAddress addresses) {
        this.tokens = tokens;
        this.roles = roles;
        this.failures = failures;
        this.addresses = addresses;
    }

    @Override
    public Uni<Verdict> authenticate(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!tokens.areBelieved()) {
            return Uni.createFrom().item(NOT_APPLICABLE);
        }
        List<String> headers = request.headers().getAll(HEADER);
        if (headers.size() > 1) {
            return Uni.createFrom().item(failed(request, "Send `%s` once.".formatted(HEADER)));
        }
        if (headers.size() == 1) {
            return check(headers.getFirst())
                    .map(vouched ->
                            vouched.map(who -> admit(request, who)).orElseGet(() -> failed(request, NOT_VALID)));
        }
        Optional<Cookie> cookie = request.cookies(COOKIE).stream().findFirst();
        return cookie.isEmpty()
                ? Uni.createFrom().item(NOT_APPLICABLE)
                : check(cookie.get().getValue())
                        .map(vouched -> vouched.map(who -> admit(request, who)).orElse(NOT_APPLICABLE));
    }

    /** A fetch of keys ends on a thread of its own; the request goes on where it belongs. */
    private Uni<Optional<Vouched>> check(String token) {
        Context here = Vertx.currentContext();
        Uni<Optional<Vouched>> checked = tokens.check(token);
        return here == null
                ? checked
                : checked.emitOn(task -> {
                    if (Vertx.currentContext() == here) {
                        task.run();
                    } else {
                        here.runOnContext(nothing -> task.run());
                    }
                });
    }

    private Verdict failed(HttpServerRequest request, String why) {
        return failures.failed(addresses.clientAddress(request))
                .<Verdict>map(TooMany::new)
                .orElseGet(() -> new Refused(why));
    }

    private Verdict admit(HttpServerRequest request, Vouched who) {
        boolean agrees = request.headers().getAll(ProxyAuthenticator.EMAIL).stream()
                .allMatch(told -> told.equalsIgnoreCase(who.service() ? "" : who.name()));
        if (!agrees) {
            return failed(
                    request,
                    "The token of Cloudflare Access names someone other than `" + ProxyAuthenticator.EMAIL + "`.");
        }
        return roles.of(who.name())
                .<Verdict>map(role -> new Authenticated(new Caller(
                        who.name(), role.equals(Role.OPERATOR), Kind.ACCESS, who.expires(), !who.service(), null)))
                .orElseGet(() -> new Refused(AccessRoles.onNoList(who.name())));
    }
}
