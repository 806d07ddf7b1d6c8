package chad.ide.backup;

import chad.edge.Problem;
import chad.ide.request.Given;
import chad.ide.request.Limit;
import chad.ide.request.Page;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/backups")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "backups", description = "Copies of everything except the keys, made while runs are live")
public class BackupsResource {

    private static final Limit LIMIT = new Limit(50, 200);
    private static final int MOST_KEPT = 10_000;

    private final BackupService backups;

    BackupsResource(BackupService backups) {
        this.backups = backups;
    }

    /** How to make one. */
    @Schema(name = "BackupRequest", examples = "{\"keep\":7}")
    public record BackupRequest(
            @Schema(
                    description =
                            "How many backups to keep, including this one; older ones are removed. By default none is"
                                    + " removed.",
                    examples = "7",
                    minimum = "1")
            @Nullable Integer keep) {

        public BackupRequest {
            Given.between("keep", keep, 1, MOST_KEPT);
        }
    }

    @GET
    @Operation(operationId = "listBackups", summary = "The backups, newest first", description = """
                    One in progress comes first, in state `running`, with its progress. They are in `state/backups`;
                    to restore one, stop the service and run its own program (`restore NAME`).
                    """)
    @APIResponse(responseCode = "200", description = "A page of backups")
    public Page<Backup> list(
            @Parameter(description = "1 to 200; 50 by default", example = "10") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        return backups.list(cursor, LIMIT.parse(limit));
    }

    @GET
    @Path("{name}")
    @Operation(operationId = "getBackup", summary = "A backup, or the progress of one")
    @APIResponse(responseCode = "200", description = "The backup")
    public Backup get(@Parameter(example = "20261121T044500Z") @PathParam("name") String name) {
        return backups.get(name);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.OPERATOR)
    @Operation(operationId = "makeBackup", summary = "Make a backup now, while runs are live", description = """
                    Every store as of one moment, and everything else in the state folder and the workflow folder
                    except keys, archives and installed libraries. No writer waits for it. Databases that can't be
                    copied are named in `leftOut`. It answers once done, or after some seconds with 202 while the
                    backup continues.
                    """)
    @APIResponse(
            responseCode = "201",
            description = "The backup is complete",
            content = @Content(schema = @Schema(implementation = Backup.class)))
    @APIResponse(
            responseCode = "202",
            description = "Still in progress; GET its `Location` until its `state` is `done` or `failed`",
            content = @Content(schema = @Schema(implementation = Backup.class)))
    @APIResponse(
            responseCode = "409",
            description = "Another one is being made",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "507",
            description = "The disk is too full; nothing was written",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public RestResponse<Backup> make(BackupRequest request) {
        Integer keep = request.keep();
        Backup made = backups.make(keep == null ? OptionalInt.empty() : OptionalInt.of(keep));
        RestResponse.Status status =
                made.state().equals("running") ? RestResponse.Status.ACCEPTED : RestResponse.Status.CREATED;
        return RestResponse.ResponseBuilder.create(status, made)
                .header(HttpHeaders.LOCATION, "/api/backups/" + made.name())
                .build();
    }
}
