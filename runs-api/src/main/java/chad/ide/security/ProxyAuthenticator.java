package chad.ide.security;

import chad.ide.security.Authenticator.Verdict.Authenticated;
import chad.ide.security.Authenticator.Verdict.Refused;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Believes the bare email header, when it comes from a trusted proxy; from anybody else it is not looked at. */
@Singleton
class ProxyAuthenticator implements Authenticator {

    static final String EMAIL = "Cf-Access-Authenticated-User-Email";

    private final ClientAddress addresses;
    private final AccessRoles roles;

    ProxyAuthenticator(ClientAddress addresses, AccessRoles roles) {
        this.addresses = addresses;
        this.roles = roles;
    }

    @Override
    public Uni<Verdict> authenticate(RoutingContext context) {
        List<String> emails = context.request().headers().getAll(EMAIL);
        return Uni.createFrom()
                .item(
                        emails.isEmpty() || !addresses.isTrustedProxy(context.request())
                                ? NOT_APPLICABLE
                                : judge(emails));
    }

    private Verdict judge(List<String> emails) {
        if (emails.size() > 1 || !AccessRoles.isEmail(emails.getFirst())) {
            return new Refused("The proxy sent no email address in `%s`.".formatted(EMAIL));
        }
        String email = emails.getFirst();
        Optional<String> role = roles.of(email);
        return role.isEmpty()
                ? new Refused(AccessRoles.onNoList(email))
                : new Authenticated(new Caller(email, role.get().equals(Role.OPERATOR), Kind.PROXY, null, true, null));
    }
}
