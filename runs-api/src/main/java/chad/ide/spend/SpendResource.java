package chad.ide.spend;

import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/spend")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "runs")
public class SpendResource {

    private final SpendService spend;
    private final Clock clock;

    SpendResource(SpendService spend, Clock clock) {
        this.spend = spend;
        this.clock = clock;
    }

    @GET
    @Operation(operationId = "getSpend", summary = "What models used and what that cost", description = """
                    Whole days of the time zone, seven up to today by default. Each call has the price that held when it
                    was made, so a new price changes nothing that was spent, and runs that were removed still count.
                    By run, node, schedule and label the last 400 days can be asked for.
                    """)
    @APIResponse(responseCode = "200", description = "The sums")
    public Spend get(
            @Parameter(
                            description = "What to divide it by: `model` (the default), `workflow`, `provider`, `day`,"
                                    + " `run`, `node`, `schedule` or `label`",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {
                                                "model",
                                                "workflow",
                                                "provider",
                                                "day",
                                                "run",
                                                "node",
                                                "schedule",
                                                "label"
                                            }),
                            example = "model")
                    @QueryParam("by")
                    @Nullable String by,
            @Parameter(description = "From the day that has this time, epoch ms", example = "1795165200000")
                    @QueryParam("since")
                    @Nullable String since,
            @Parameter(
                            description = "To the day that has the moment before this time, epoch ms; by default now",
                            example = "1795251600000")
                    @QueryParam("until")
                    @Nullable String until,
            @Parameter(description = "Whose days they are; `UTC` by default", example = "Europe/Berlin")
                    @QueryParam("zone")
                    @Nullable String zone,
            @Parameter(description = "Of this workflow only, as the list of runs names it", example = "fusion.jsx")
                    @QueryParam("workflow")
                    @Nullable String workflow,
            @Parameter(description = "Of this model only", example = "z-ai/glm-5.2") @QueryParam("model") @Nullable String model,
            @Parameter(description = "Of this run only, by node", example = "nightly-7") @QueryParam("run") @Nullable String run,
            @Parameter(
                            description = "With `by=label`: the annotation by whose values it is divided",
                            example = "reason")
                    @QueryParam("label")
                    @Nullable String label) {
        return spend.of(SpendQuery.parse(by, since, until, zone, workflow, model, run, label, clock.millis()));
    }
}
