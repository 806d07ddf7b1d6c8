package chad.ide.schedules;

import chad.edge.Problem;
import chad.ide.lifecycle.SteeringResource;
import chad.ide.request.Limit;
import chad.ide.request.Page;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What the clock launches. */
@Path("/api/schedules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "schedules", description = "Runs that the clock launches, and what became of each due time")
public class SchedulesResource {

    private static final Limit LIMIT = new Limit(50, 200);
    private static final String NAME = "How the schedule is called.";

    private final ScheduleService service;
    private final ScheduleFile file;
    private final ScheduleAlarms alarms;

    SchedulesResource(ScheduleService service, ScheduleFile file, ScheduleAlarms alarms) {
        this.service = service;
        this.file = file;
        this.alarms = alarms;
    }

    @GET
    @Operation(
            operationId = "listSchedules",
            summary = "All schedules",
            description =
                    "By name, each with its next due times, its last firings and its alarms. Of a `pingUrl`, which"
                            + " is a secret, a viewer sees the host.")
    @APIResponse(responseCode = "200", description = "A page of schedules")
    public Page<ScheduleItem> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit,
            @Context SecurityContext security) {
        Page<ScheduleItem> page = service.list(cursor, LIMIT.parse(limit));
        return new Page<>(
                page.items().stream().map(item -> shown(item, security)).toList(), page.nextCursor());
    }

    @GET
    @Path("alarms")
    @Operation(
            operationId = "listScheduleAlarms",
            summary = "What schedules should have done and did not",
            description = "Runs that did not start, finish or succeed in time, and schedules that were paused by"
                    + " failures; the oldest first. An alarm ends when a later run succeeds or somebody has seen it.")
    @APIResponse(responseCode = "200", description = "All alarms")
    public Page<Alarm> alarms() {
        return Page.of(alarms.all());
    }

    @GET
    @Path("export")
    @Produces("text/yaml")
    @Operation(
            operationId = "exportSchedules",
            summary = "All schedules as a YAML file",
            description = "The file that POST /api/schedules/apply takes. It holds `pingUrl`s, which are secrets.")
    @RolesAllowed(Role.OPERATOR)
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content = @Content(mediaType = "text/yaml", schema = @Schema(type = SchemaType.STRING)))
    public String export() {
        return file.export();
    }

    @POST
    @Path("apply")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "applySchedules",
            summary = "Make the schedules of a file true",
            description =
                    "Creates and changes what differs; with `prune` deletes what the file does not name. Nothing is"
                            + " changed when any of them is invalid.")
    @APIResponse(
            responseCode = "200",
            description = "What was changed, or would be",
            content = @Content(schema = @Schema(implementation = ScheduleFile.Applied.class)))
    public ScheduleFile.Applied apply(ScheduleRequests.Apply request, @Context SecurityContext security) {
        return file.apply(request, SteeringResource.who(security));
    }

    @GET
    @Path("preview")
    @Operation(
            operationId = "previewSchedule",
            summary = "When a schedule would be due",
            description = "In words, and the next ten times. The parameters are those of a definition.")
    @APIResponse(
            responseCode = "200",
            description = "When it would be due",
            content = @Content(schema = @Schema(implementation = SchedulePreview.class)))
    public SchedulePreview preview(
            @Parameter(description = "A cron expression of five fields; may be repeated.", example = "45 4 * * 1-5")
                    @QueryParam("cron")
                    List<String> cron,
            @Parameter(description = "The distance between two due times, instead.", example = "PT15M")
                    @QueryParam("every")
                    @Nullable String every,
            @Parameter(description = "The time zone of the cron expressions.", example = "Europe/Berlin")
                    @QueryParam("zone")
                    @Nullable String zone,
            @Parameter(description = "Nothing is due before.", example = "2026-12-01T00:00:00Z")
                    @QueryParam("start")
                    @Nullable String start,
            @Parameter(description = "Nothing is due after.", example = "2027-01-01T00:00:00Z")
                    @QueryParam("end")
                    @Nullable String end) {
        return service.preview(cron, every, zone, start, end);
    }

    @POST
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "createSchedule",
            summary = "Create a schedule",
            description = "The first due time is the first after now.")
    @APIResponse(
            responseCode = "201",
            description = "The schedule",
            headers =
                    @Header(
                            name = "Location",
                            description = "The schedule.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ScheduleItem.class)))
    @APIResponse(
            responseCode = "409",
            description = "There is one with that name.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public RestResponse<ScheduleItem> create(ScheduleRequests.NewSchedule request, @Context SecurityContext security) {
        ScheduleItem made = service.create(
                request.name(), request.definition(), request.pauseNote(), SteeringResource.who(security));
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, made)
                .header(HttpHeaders.LOCATION, "/api/schedules/" + made.name())
                .build();
    }

    @GET
    @Path("{name}")
    @Operation(operationId = "getSchedule", summary = "A schedule")
    @APIResponse(responseCode = "200", description = "The schedule")
    @APIResponse(
            responseCode = "404",
            description = "There is none with that name.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public ScheduleItem get(
            @Parameter(description = NAME, example = "nightly") @PathParam("name") String name,
            @Context SecurityContext security) {
        return shown(service.get(name), security);
    }

    @PUT
    @Path("{name}")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "changeSchedule",
            summary = "Change a schedule",
            description = "The new definition counts from now on. Runs that were launched are left alone.")
    @APIResponse(responseCode = "200", description = "The schedule as it is now")
    @APIResponse(
            responseCode = "412",
            description = "It has been changed since that revision.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public ScheduleItem change(
            @Parameter(description = NAME, example = "nightly") @PathParam("name") String name,
            ScheduleRequests.ChangedSchedule request,
            @Context SecurityContext security) {
        return service.update(name, request.definition(), request.revision(), SteeringResource.who(security));
    }

    @DELETE
    @Path("{name}")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "deleteSchedule",
            summary = "Delete a schedule",
            description = "With the record of its firings. Its runs are left alone.")
    @APIResponse(responseCode = "204", description = "It is deleted.")
    public void delete(@Parameter(description = NAME, example = "nightly") @PathParam("name") String name) {
        service.delete(name);
    }

    @POST
    @Path("{name}/pause")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "pauseSchedule",
            summary = "Pause a schedule",
            description = "Nothing is launched until it is resumed. Runs that were launched are left alone.")
    @APIResponse(
            responseCode = "200",
            description = "The schedule as it is now",
            content = @Content(schema = @Schema(implementation = ScheduleItem.class)))
    public ScheduleItem pause(
            @Parameter(description = NAME, example = "nightly") @PathParam("name") String name,
            ScheduleRequests.Note request,
            @Context SecurityContext security) {
        return service.pause(name, request.note(), SteeringResource.who(security));
    }

    @POST
    @Path("{name}/resume")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "resumeSchedule",
            summary = "Resume a paused schedule",
            description = "What was due during the pause is not made up for; a backfill does that.")
    @APIResponse(
            responseCode = "200",
            description = "The schedule as it is now",
            content = @Content(schema = @Schema(implementation = ScheduleItem.class)))
    public ScheduleItem resume(@Parameter(description = NAME, example = "nightly") @PathParam("name") String name) {
        return service.resume(name);
    }

    @POST
    @Path("{name}/seen")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "seenSchedule",
            summary = "Mark a schedule's alarms as seen",
            description = "Those about due times until now. A pause by failures ends by a resume.")
    @APIResponse(
            responseCode = "200",
            description = "The schedule as it is now",
            content = @Content(schema = @Schema(implementation = ScheduleItem.class)))
    public ScheduleItem seen(@Parameter(description = NAME, example = "nightly") @PathParam("name") String name) {
        return service.seen(name);
    }

    @POST
    @Path("{name}/trigger")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "triggerSchedule",
            summary = "Launch a schedule's run now",
            description =
                    "Beside whatever else runs, and whether or not it is paused. The answer has the id that the run"
                            + " will have; GET /api/schedules/{name}/firings says what became of it.")
    @APIResponse(
            responseCode = "200",
            description = "The firing",
            content = @Content(schema = @Schema(implementation = Firing.class)))
    public Firing trigger(
            @Parameter(description = NAME, example = "nightly") @PathParam("name") String name,
            @Context SecurityContext security) {
        return service.trigger(name, SteeringResource.who(security));
    }

    @POST
    @Path("{name}/backfill")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "backfillSchedule",
            summary = "Make up for the due times of a period",
            description = "One after the other, at most a hundred; those that were made up for before are left out.")
    @APIResponse(
            responseCode = "200",
            description = "The firings, oldest first; with a dry run those that there would be")
    public Page<Firing> backfill(
            @Parameter(description = NAME, example = "nightly") @PathParam("name") String name,
            ScheduleRequests.Backfill request,
            @Context SecurityContext security) {
        return Page.of(service.backfill(
                name, request.fromMs(), request.beforeMs(), request.dryRun(), SteeringResource.who(security)));
    }

    @GET
    @Path("{name}/firings")
    @Operation(
            operationId = "listFirings",
            summary = "What became of a schedule's due times",
            description = "Newest first.")
    @APIResponse(responseCode = "200", description = "A page of firings")
    public Page<Firing> firings(
            @Parameter(description = NAME, example = "nightly") @PathParam("name") String name,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        return service.firings(name, cursor, LIMIT.parse(limit));
    }

    private static ScheduleItem shown(ScheduleItem item, SecurityContext security) {
        return security.isUserInRole(Role.OPERATOR) ? item : item.withoutSecrets();
    }
}
