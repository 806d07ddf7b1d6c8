package chad.ide.upkeep;

import chad.edge.Problem;
import chad.ide.request.Given;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Stores grow for ever unless somebody puts them away. A name may have a slash in it. */
@Path("/api/stores")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "backups")
public class StoreUpkeepResource {

    private static final int MOST_DAYS = 3_650;

    private final SizeService sizes;
    private final ArchiveService archives;

    StoreUpkeepResource(SizeService sizes, ArchiveService archives) {
        this.sizes = sizes;
        this.archives = archives;
    }

    /** Which stores may go. */
    @Schema(name = "ArchiveRequest", examples = "{\"olderThanDays\":30}")
    public record ArchiveRequest(
            @Schema(
                    description = "Only if its newest run ended longer ago than this; 0 by default.",
                    examples = "30",
                    minimum = "0")
            @Nullable Integer olderThanDays) {

        public ArchiveRequest {
            Given.between("olderThanDays", olderThanDays, 0, MOST_DAYS);
        }
    }

    @GET
    @Path("{name:.+}/size")
    @Operation(
            operationId = "getStoreSize",
            summary = "How large a store is, what takes up the space, and how it grows",
            description = """
                    Bytes by table, indexes included. Counting all pages may take five seconds at most; for a store
                    that is too large for that, `tables` is null and `tablesProblem` says so. No writer waits for it.
                    """)
    @APIResponse(responseCode = "200", description = "The store's size")
    @APIResponse(
            responseCode = "404",
            description = "No store with that name can be read",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public StoreSize size(@Parameter(example = "fusion") @PathParam("name") String name) {
        return sizes.of(name);
    }

    @POST
    @Path("{name:.+}/archive")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.OPERATOR)
    @Operation(operationId = "archiveStore", summary = "Archive a store whose runs have all ended", description = """
                    It is copied to `state/archive`, which is not scanned, verified there, and then removed; the
                    engine creates an empty one at the next launch. Its runs disappear from the list, together with
                    everything else in it: the workflow's memory, cached answers, schedules.
                    """)
    @APIResponse(
            responseCode = "200",
            description = "The store is archived",
            content = @Content(schema = @Schema(implementation = Archived.class)))
    @APIResponse(
            responseCode = "409",
            description = "A run has not ended, a process has the store open, or its newest run is too recent;"
                    + " `detail` says which",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "507",
            description = "The disk is too full for the copy",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Archived archive(@Parameter(example = "fusion") @PathParam("name") String name, ArchiveRequest request) {
        Integer days = request.olderThanDays();
        return archives.archive(name, days == null ? 0 : days);
    }
}
