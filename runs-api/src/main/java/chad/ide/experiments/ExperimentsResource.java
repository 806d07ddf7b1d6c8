package chad.ide.experiments;

import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/experiments")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "experiments", description = "Competing models and prompts")
public class ExperimentsResource {

    private final PopulationFile population;

    ExperimentsResource(PopulationFile population) {
        this.population = population;
    }

    @GET
    @Operation(
            operationId = "getExperiments",
            summary = "The leaderboard",
            description = "Candidates by rank with their scores, champions, retired candidates and the last report."
                    + " While the file is missing or damaged, the last good one is returned and `problem` says so.")
    @APIResponse(responseCode = "200", description = "The leaderboard; empty until the first generation")
    public Leaderboard leaderboard() {
        return population.current();
    }
}
