package chad.ide.lifecycle;

import chad.edge.Problem;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

@Path("/api/launch")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "lifecycle", description = "Launching and controlling runs")
public class LaunchResource {

    private final LaunchService service;

    LaunchResource(LaunchService service) {
        this.service = service;
    }

    @POST
    @Operation(
            operationId = "launchRun",
            summary = "Launch a workflow",
            description = "Starts a run on the engine and answers as soon as the run is recorded, after about a"
                    + " second; the run continues on its own, even if this service is stopped. A launch that the"
                    + " engine refuses leaves no run.")
    @APIResponse(
            responseCode = "201",
            description = "The run is launched.",
            headers = @Header(name = "Location", description = "The run.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = Launched.class)))
    @APIResponse(
            responseCode = "409",
            description = "A run with that id exists.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "413",
            description = "The input or the annotations are too large for the engine's command line.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "422",
            description =
                    "The workflow refuses the input, can't be loaded, or a setting is refused; `type` tells which.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public RestResponse<Launched> launch(LaunchRequest request, @Context SecurityContext security) {
        Launched launched = service.launch(request, SteeringResource.who(security));
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, launched)
                .header(HttpHeaders.LOCATION, "/api/runs/" + launched.runId())
                .build();
    }
}
