package chad.ide.security;

import chad.edge.ProblemAnswer;
import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.security.Authenticator.Verdict;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** Every request comes in here: who is it, and what are those told who are nobody. */
@ApplicationScoped
class AuthenticationFilter implements HttpAuthenticationMechanism {

    private static final String WHY = "runs.refused";
    private static final String WAIT = "runs.retry-after";

    private static final Set<HttpMethod> READING_A_PAGE = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final Authenticators authenticators;
    private final SignInPrompt prompt;
    private final Refusal refusal;

    AuthenticationFilter(Authenticators authenticators, SignInPrompt prompt, Refusal refusal) {
        this.authenticators = authenticators;
        this.prompt = prompt;
        this.refusal = refusal;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        return authenticators.ask(context).flatMap(verdict -> switch (verdict) {
            case Verdict.NotApplicable nobody -> Uni.createFrom().nullItem();
            case Verdict.Authenticated authenticated ->
                Uni.createFrom().item(authenticated.caller().toIdentity());
            case Verdict.Refused refused -> {
                context.put(WHY, refused.why());
                yield Uni.createFrom().failure(new AuthenticationFailedException(refused.why()));
            }
            case Verdict.TooMany tooMany -> {
                context.put(WAIT, tooMany.retryAfter());
                yield Uni.createFrom().failure(new AuthenticationFailedException("Too many failures."));
            }
        });
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", ProblemAnswer.CHALLENGE));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        Duration wait = context.get(WAIT);
        if (wait != null) {
            refusal.answer(context, tooMany(wait), wait);
            return Uni.createFrom().item(true);
        }
        context.response().putHeader("WWW-Authenticate", ProblemAnswer.CHALLENGE);
        String why = context.get(WHY);
        if (isNavigation(context.request())) {
            prompt.show(context);
        } else {
            String what = "Send a valid key in the header `%s`; `make up` shows where yours is."
                    .formatted(KeyAuthenticator.HEADER);
            refusal.answer(context, ProblemType.UNAUTHENTICATED.because(why == null ? what : why + " " + what));
        }
        return Uni.createFrom().item(true);
    }

    private static ProblemException tooMany(Duration wait) {
        return ProblemType.TOO_MANY_REQUESTS.because(
                "Too many sign-ins from your address have failed. Try again in %d s.".formatted(wait.toSeconds()));
    }

    /** A person's browser that opens a page. */
    private static boolean isNavigation(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        return READING_A_PAGE.contains(request.method())
                && accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    @Override
    public int getPriority() {
        return 3_000;
    }
}
