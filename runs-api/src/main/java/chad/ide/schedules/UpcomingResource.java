package chad.ide.schedules;

import chad.ide.request.Numbers;
import chad.ide.request.Page;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the clock will start. */
@Path("/api/upcoming")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "schedules")
public class UpcomingResource {

    private static final Duration USUAL = Duration.ofHours(24);

    private final ScheduleService service;
    private final Clock clock;

    UpcomingResource(ScheduleService service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "listUpcoming",
            summary = "What the clock will start",
            description =
                    "Runs of schedules that are not paused, and the service's own daily work; the soonest first. Of each"
                            + " schedule at most a hundred times, at most five hundred in all.")
    @APIResponse(responseCode = "200", description = "Planned runs")
    public Page<PlannedRun> list(
            @Parameter(
                            description =
                                    "From this time on; now by default, and never earlier. As with `since` of the runs.")
                    @QueryParam("since")
                    @Nullable String since,
            @Parameter(
                            description =
                                    "Up to this time, at most 31 days ahead; 24 hours by default. As with `since` of the runs.")
                    @QueryParam("until")
                    @Nullable String until) {
        Long sinceMs = Numbers.timeMs("since", since);
        Long untilMs = Numbers.timeMs("until", until);
        return Page.of(service.upcoming(
                Objects.requireNonNullElse(sinceMs, 0L),
                Objects.requireNonNullElseGet(untilMs, () -> clock.millis() + USUAL.toMillis())));
    }
}
