package chad.ide.live;

import chad.ide.problem.ProblemType;
import chad.ide.security.Authenticators;
import chad.ide.security.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

@Path("/api/stream")
@RolesAllowed(Role.VIEWER)
@Tag(name = "live", description = "Changes as they happen")
public class StreamResource {

    private static final int MAX_ID_CHARS = 512;

    private final ChangeLog log;
    private final LiveClients clients;
    private final SecurityIdentity identity;
    private final Authenticators authenticators;

    StreamResource(ChangeLog log, LiveClients clients, SecurityIdentity identity, Authenticators authenticators) {
        this.log = log;
        this.clients = clients;
        this.identity = identity;
        this.authenticators = authenticators;
    }

    /** What a client asks for: all, or one run; from now on, or from its last message. */
    record Wish(
            @Nullable String onlyRun,
            @Nullable String onlyStore,
            @Nullable String lastId) {

        boolean isFor(Change.@Nullable Subject subject) {
            if (subject == null) {
                return true;
            }
            boolean isOfRun = onlyRun == null || onlyRun.equals(subject.runId());
            return isOfRun && (onlyStore == null || onlyStore.equals(subject.store()));
        }
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Operation(operationId = "stream", summary = "Changes as server-sent events", description = """
            Unnamed events with an `id` and JSON `data` whose `kind` tells what it is:
            `hello` `{newestId, atMs}` comes first;
            `reset` `{reason}`: what happened since your last message is no longer known, so read everything again;
            `run` `{run}`: a run as in the list;
            `nodes` `{runId, store, nodes [{id, iteration, state, attempt, updatedAtMs, label}], more}`;
            `log` `{runId, store, lines [{seq, atMs, type, nodeId, iteration, attempt, level, text}]}`, of the levels notable and activity;
            `gate` `{runId, news, gate}`: `asked` or `decided`;
            `store` `{store, news}`: `replaced` (it is new, or all of its contents may have changed) or `gone`;
            `catalog` `{of}`: `models`, `experiments` or `workflows` changed;
            `schedule` `{schedule}`: a schedule was changed or deleted, or something became of one of its due times; null when \
            many were.
            A browser that reconnects sends `Last-Event-ID` automatically and gets what it missed. A comment line is
            sent every 15 s. A client that does not read is dropped.
            """)
    @APIResponse(
            responseCode = "200",
            description = "The stream; it does not end by itself.",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Multi<OutboundSseEvent> stream(
            @Parameter(description = "Only messages about this run, and those for everyone", example = "nightly-7")
                    @QueryParam("run")
                    @Nullable String run,
            @Parameter(
                            description = "Only messages about runs of this store, and those for everyone",
                            example = "fusion")
                    @QueryParam("store")
                    @Nullable String store,
            @Parameter(description = "The `id` of the last message that you have")
                    @HeaderParam("Last-Event-ID")
                    @Nullable String lastId,
            @Context Sse sse,
            @Context RoutingContext routing) {
        if (run != null && run.length() > MAX_ID_CHARS) {
            throw ProblemType.invalid("run", run, "the id of a run");
        }
        String caller = identity.getPrincipal().getName();
        clients.enter(caller);
        AtomicBoolean isIn = new AtomicBoolean(true);
        Runnable leave = () -> {
            if (isIn.compareAndSet(true, false)) {
                clients.leave(caller);
            }
        };
        HttpServerResponse response = routing.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store").putHeader("X-Accel-Buffering", "no");
        routing.addEndHandler(end -> leave.run());
        return Multi.createFrom().publisher(subscriber -> {
            LiveClient client =
                    new LiveClient(log, clients, sse, new Wish(run, store, lastId), subscriber, response::reset, leave);
            clients.add(client, () -> authenticators.isStillWelcome(routing));
            subscriber.onSubscribe(client);
        });
    }
}
