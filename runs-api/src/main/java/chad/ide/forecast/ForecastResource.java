package chad.ide.forecast;

import chad.ide.problem.ProblemType;
import chad.ide.runs.Forecast;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/workflows/forecast")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "workflows")
public class ForecastResource {

    private final ForecastService service;

    ForecastResource(ForecastService service) {
        this.service = service;
    }

    @GET
    @Operation(operationId = "getForecast", summary = "What a run of a workflow is likely to take", description = """
                    Time, tokens and money that half of the runs and nine of ten runs take at most, by the last runs of
                    the workflow that finished: those that were launched with the same settings and the same numbers in
                    their input, where there are enough of them. With too few finished runs the figures are null, and
                    `says` says so.
                    """)
    @APIResponse(
            responseCode = "200",
            description = "The forecast",
            content = @Content(schema = @Schema(implementation = Forecast.class)))
    public Forecast get(
            @Parameter(
                            description = "File name with or without its ending, or the engine's name of the workflow",
                            required = true,
                            example = "fusion.jsx")
                    @QueryParam("workflow")
                    @Nullable String workflow,
            @Parameter(
                            description =
                                    "Whose runs are looked at; by default the store of the newest run of the workflow",
                            example = "fusion")
                    @QueryParam("store")
                    @Nullable String store,
            @Parameter(
                            description =
                                    "What the launch will have: `NAME=VALUE` of a setting, `input.NAME=VALUE` of a"
                                            + " number, `true`, `false` or the length of a list in the input; once for each",
                            example = "CHAD_FUSION_MAX=3")
                    @QueryParam("with")
                    @Nullable List<String> with) {
        if (workflow == null || workflow.isBlank()) {
            throw ProblemType.invalid("workflow", "", "the name of a workflow; GET /api/workflows lists them");
        }
        return service.of(workflow, store, with == null ? List.of() : with);
    }
}
