package chad.ide.security;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who was let in, and by which authenticator.
 *
 * @param name of the key, or the email or common name that Cloudflare Access vouches for
 * @param expires when the session or the token ends; null for what does not end by itself
 * @param ambient whether a browser sends along what let the caller in, whoever wrote the page that asks: then a write
 *     must prove that it comes from our own pages
 * @param session the session's id; null by another authenticator
 */
public record Caller(
        String name,
        boolean operator,
        Authenticator.Kind via,
        @Nullable Instant expires,
        boolean ambient,
        @Nullable String session) {

    private static final String ATTRIBUTE = "runs.caller";

    /** The caller of this request; empty before it is known, and for nobody. */
    public static Optional<Caller> of(RoutingContext context) {
        return context.user() instanceof QuarkusHttpUser user ? of(user.getSecurityIdentity()) : Optional.empty();
    }

    /** The caller behind an identity; empty for nobody. */
    public static Optional<Caller> of(SecurityIdentity identity) {
        return Optional.ofNullable(identity.<Caller>getAttribute(ATTRIBUTE));
    }

    public String role() {
        return operator ? Role.OPERATOR : Role.VIEWER;
    }

    /** What the framework, and {@code @RolesAllowed}, know the caller by. */
    SecurityIdentity toIdentity() {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(operator ? Set.of(Role.OPERATOR, Role.VIEWER) : Set.of(Role.VIEWER))
                .addAttribute(ATTRIBUTE, this)
                .build();
    }
}
