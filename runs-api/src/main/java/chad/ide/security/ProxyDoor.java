package chad.ide.security;

import chad.ide.security.Door.Verdict.Refused;
import chad.ide.security.Door.Verdict.Welcome;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Believes the bare email header, when it comes from a trusted proxy; from anybody else it is not looked at. */
@Singleton
class ProxyDoor implements Door {

    static final String EMAIL = "Cf-Access-Authenticated-User-Email";

    private final Peers peers;
    private final AccessRoles roles;

    ProxyDoor(Peers peers, AccessRoles roles) {
        this.peers = peers;
        this.roles = roles;
    }

    @Override
    public Uni<Verdict> knock(RoutingContext context) {
        List<String> emails = context.request().headers().getAll(EMAIL);
        return Uni.createFrom()
                .item(emails.isEmpty() || !peers.isTrustedProxy(context.request()) ? NOT_MINE : judge(emails));
    }

    private Verdict judge(List<String> emails) {
        if (emails.size() > 1 || !AccessRoles.isEmail(emails.getFirst())) {
            return new Refused("The proxy sent no email address in `%s`.".formatted(EMAIL));
        }
        String email = emails.getFirst();
        Optional<String> role = roles.of(email);
        return role.isEmpty()
                ? new Refused(AccessRoles.onNoList(email))
                : new Welcome(new Caller(email, role.get().equals(Role.OPERATOR), Kind.PROXY, null, true, null));
    }
}
