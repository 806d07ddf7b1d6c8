package chad.ide.lifecycle;

import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.security.Role;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}/settings")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "runs")
public class SettingsResource {

    private final RunLocator locator;
    private final SettingsQueries settings;

    SettingsResource(RunLocator locator, SettingsQueries settings) {
        this.locator = locator;
        this.settings = settings;
    }

    /**
     * How a run is executed, in the words of a launch.
     *
     * @param project null for a run that was not launched from here
     * @param budget null without a limit of its own
     */
    @Schema(name = "RunSettings")
    public record View(
            @Schema(examples = "{\"CHAD_FUSION_MODELS\":\"a/b,c/d\"}")
            Map<String, String> env,

            @Nullable String project,
            @Nullable BudgetLimit budget,
            @JsonUnwrapped RunOptions options) {}

    @GET
    @Operation(
            operationId = "getSettings",
            summary = "What a run was launched with, besides its input",
            description =
                    "Its settings, its project and the engine's options, as a launch and later resumes gave them:"
                            + " sent with another launch, they make a run like it. Empty for a run that was launched elsewhere.")
    @APIResponse(responseCode = "200", description = "As POST /api/launch accepts them")
    public View get(
            @Parameter(description = "The run's id", example = "nightly-7") @PathParam("id") String id,
            @QueryParam("store") @Nullable String store) {
        StoredRun run = locator.locate(id, store);
        RunSettings kept = settings.of(run.key());
        return new View(kept.env(), kept.project(), kept.budget(), kept.options());
    }
}
