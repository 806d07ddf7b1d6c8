package chad.ide.web;

import chad.ide.security.Caller;
import chad.ide.security.SignIns;
import chad.ide.security.SignIns.Outcome;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The only address for people who are not signed in: the form, what it sends, and one-time links. */
@Path("/sign-in")
@PermitAll
@Produces(MediaType.TEXT_HTML)
public class SignInResource {

    private final SignIns signIns;
    private final SignInPage page;
    private final SecurityIdentity identity;

    SignInResource(SignIns signIns, SignInPage page, SecurityIdentity identity) {
        this.signIns = signIns;
        this.page = page;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Response show(
            @QueryParam("code") @Nullable String code,
            @QueryParam("next") @Nullable String next,
            @Context RoutingContext routing) {
        boolean isPreview = HttpMethod.HEAD.equals(routing.request().method());
        if (code != null
                && !isPreview
                && SignInPage.wantsQuestion(
                        routing.request(), Caller.of(identity).isPresent())) {
            return page.question(code, next, routing.request());
        }
        if (code != null && !isPreview) {
            return answer(signIns.withCode(routing, code), next, routing);
        }
        return Caller.of(identity).isPresent() ? onwards(next, routing) : page.answer(401, "", next, routing.request());
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Response signIn(
            @FormParam("key") @Nullable String key,
            @FormParam("code") @Nullable String code,
            @FormParam("next") @Nullable String next,
            @Context RoutingContext routing) {
        return answer(
                code == null
                        ? signIns.withKey(
                                routing, Objects.requireNonNullElse(key, "").strip())
                        : signIns.withCode(routing, code),
                next,
                routing);
    }

    private Response answer(Outcome outcome, @Nullable String next, RoutingContext routing) {
        return switch (outcome) {
            case Outcome.SignedIn signedIn -> onwards(next, routing);
            case Outcome.WrongKey wrong -> page.answer(401, "That key is not valid.", next, routing.request());
            case Outcome.LinkUsedUp used ->
                page.answer(
                        401,
                        "This sign-in link has already been used. Each link works once: create another, or sign in"
                                + " with the key.",
                        next,
                        routing.request());
            case Outcome.LinkExpired expired ->
                page.answer(
                        401,
                        "This sign-in link has expired. Create another, or sign in with the key.",
                        next,
                        routing.request());
            case Outcome.LinkUnknown unknown ->
                page.answer(
                        401,
                        "This sign-in link is not known: it is too old, or the service has been restarted since."
                                + " Create another, or sign in with the key.",
                        next,
                        routing.request());
            case Outcome.TooMany tooMany -> {
                routing.response()
                        .putHeader(
                                "Retry-After",
                                Long.toString(tooMany.retryAfter().toSeconds()));
                yield page.answer(
                        429,
                        "Too many sign-ins from your address have failed. Try again in %d seconds."
                                .formatted(tooMany.retryAfter().toSeconds()),
                        next,
                        routing.request());
            }
        };
    }

    /** As a path: a whole address would name the scheme that we see, which a tunnel makes http. */
    private static Response onwards(@Nullable String next, RoutingContext routing) {
        routing.response().putHeader("Location", LocalPath.orRoot(next));
        return Response.status(Response.Status.SEE_OTHER).build();
    }
}
