package chad.ide.security;

import chad.ide.problem.Problem;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * Lets in who presents a valid key in {@code x-smithers-key}. A key anywhere else, in a URL above all, is not looked
 * at; a header that is empty, wrong or sent twice is refused.
 */
@ApplicationScoped
class ApiKeyMechanism implements HttpAuthenticationMechanism {

    static final String HEADER = "x-smithers-key";
    private static final String CHALLENGE = "SmithersKey header=\"" + HEADER + "\"";

    private final ApiKeys keys;
    private final ObjectMapper json;

    ApiKeyMechanism(ApiKeys keys, ObjectMapper json) {
        this.keys = keys;
        this.json = json;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        List<String> presented = context.request().headers().getAll(HEADER);
        if (presented.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        if (presented.size() > 1) {
            return refused();
        }
        return keys.find(presented.getFirst())
                .map(key -> Uni.createFrom().item(identity(key)))
                .orElseGet(ApiKeyMechanism::refused);
    }

    private static Uni<SecurityIdentity> refused() {
        return Uni.createFrom().failure(new AuthenticationFailedException("The key is not valid."));
    }

    private static SecurityIdentity identity(ApiKey key) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(key.name()))
                .addRoles(key.roles())
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", CHALLENGE));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        Problem problem = ProblemType.UNAUTHENTICATED
                .because("Send a valid key in the header `%s`; `make up` says where yours is.".formatted(HEADER))
                .toProblem(context.normalizedPath());
        context.response()
                .setStatusCode(problem.status())
                .putHeader("WWW-Authenticate", CHALLENGE)
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(body(problem));
        return Uni.createFrom().item(true);
    }

    private String body(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
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
