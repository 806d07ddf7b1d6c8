package chad.ide.web;

import chad.ide.security.Authenticator;
import chad.ide.security.Caller;
import chad.ide.security.Role;
import chad.ide.security.SignIns;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/session")
@RolesAllowed(Role.VIEWER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "session", description = "Who you are")
public class SessionResource {

    /**
     * Who asks.
     *
     * @param expiresAtMs when the session or the token ends; null for what does not end by itself
     */
    record Session(
            @Schema(examples = "machine") String name,

            @Schema(
                    examples = "operator",
                    enumeration = {"operator", "viewer"})
            String role,

            @Schema(
                    type = SchemaType.STRING,
                    enumeration = {"key", "session", "access", "proxy"})
            Authenticator.Kind via,

            @Schema(examples = "1795252285000") @Nullable Long expiresAtMs) {}

    /** A link that signs one browser in. */
    @RegisterForReflection
    record SignInLink(
            @Schema(examples = "http://127.0.0.1:7331/sign-in?code=…")
            String url,

            @Schema(examples = "1795252285000") long expiresAtMs) {}

    private final SignIns signIns;
    private final SecurityIdentity identity;

    SessionResource(SignIns signIns, SecurityIdentity identity) {
        this.signIns = signIns;
        this.identity = identity;
    }

    @GET
    @Operation(operationId = "getSession", summary = "Your identity and permissions")
    @APIResponse(
            responseCode = "200",
            description = "You",
            content = @Content(schema = @Schema(implementation = Session.class)))
    public Session get() {
        Caller caller = Caller.of(identity).orElseThrow();
        Long expiresAtMs = caller.expires() == null ? null : caller.expires().toEpochMilli();
        return new Session(caller.name(), caller.role(), caller.via(), expiresAtMs);
    }

    @POST
    @Path("link")
    @Operation(
            operationId = "createSignInLink",
            summary = "A link that signs one browser in with your key, once, within minutes",
            description = "Only for callers with a key in `x-smithers-key`. The link has the key's name and role.")
    @APIResponse(
            responseCode = "201",
            description = "The link",
            content = @Content(schema = @Schema(implementation = SignInLink.class)))
    public Response link(@Context RoutingContext routing) {
        SignIns.Link link = signIns.link(routing.request());
        return Response.status(Response.Status.CREATED)
                .entity(new SignInLink(link.url(), link.expires().toEpochMilli()))
                .build();
    }

    @DELETE
    @Operation(
            operationId = "deleteSession",
            summary = "Sign this browser out",
            description =
                    "The session ends at once, wherever its cookie is. A caller with a key has no session to end.")
    @APIResponse(responseCode = "204", description = "Signed out")
    public void end(@Context RoutingContext routing) {
        signIns.end(routing);
    }
}
