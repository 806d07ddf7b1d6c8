package chad.ide.security;

import chad.ide.security.Authenticator.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * All authenticators. They are asked in turn, those first where a caller presents something on purpose: the first that knows
 * the caller lets in, and one that is shown something wrong refuses, whatever else there is.
 */
@Singleton
public class Authenticators {

    private final List<Authenticator> all;

    Authenticators(
            KeyAuthenticator key, AccessAuthenticator access, SessionAuthenticator session, ProxyAuthenticator proxy) {
        this.all = List.of(key, access, session, proxy);
    }

    Uni<Verdict> ask(RoutingContext context) {
        return ask(context, 0);
    }

    private Uni<Verdict> ask(RoutingContext context, int number) {
        return number == all.size()
                ? Uni.createFrom().item(Authenticator.NOT_APPLICABLE)
                : all.get(number)
                        .authenticate(context)
                        .flatMap(verdict -> verdict instanceof Verdict.NotApplicable
                                ? ask(context, number + 1)
                                : Uni.createFrom().item(verdict));
    }

    /** Whether the same request would be let in now, as the same caller; for answers that go on for long. */
    public Uni<Boolean> isStillWelcome(RoutingContext context) {
        Optional<Caller> admitted = Caller.of(context);
        return admitted.isEmpty()
                ? Uni.createFrom().item(true)
                : ask(context)
                        .map(verdict -> verdict instanceof Verdict.Authenticated authenticated
                                && authenticated
                                        .caller()
                                        .name()
                                        .equals(admitted.get().name()));
    }
}
