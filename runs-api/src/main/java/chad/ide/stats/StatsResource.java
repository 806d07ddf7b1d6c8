package chad.ide.stats;

import static chad.ide.request.Numbers.timeMs;

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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/stats")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "runs")
public class StatsResource {

    private static final Duration USUAL_OF_MODELS = Duration.ofDays(7);

    private final StatsService stats;
    private final ModelCallService calls;
    private final Clock clock;

    StatsResource(StatsService stats, ModelCallService calls, Clock clock) {
        this.stats = stats;
        this.calls = calls;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "getStats",
            summary = "How many runs there were, how they ended and how long they took",
            description = """
                    Runs that were created between `since` and `until`, by hour or day and by workflow. Buckets are
                    whole hours or days of the time zone, at most 1,000 of them, so the answer begins and ends with
                    a whole one.
                    """)
    @APIResponse(responseCode = "200", description = "The sums")
    public Stats get(
            @Parameter(
                            description = "Created at this time or later, epoch ms; by default 24 hours before `until`",
                            example = "1795165200000")
                    @QueryParam("since")
                    @Nullable String since,
            @Parameter(description = "Created before this time, epoch ms; by default now", example = "1795251600000")
                    @QueryParam("until")
                    @Nullable String until,
            @Parameter(
                            description = "`hour` (the default) or `day`",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"hour", "day"}),
                            example = "hour")
                    @QueryParam("bucket")
                    @Nullable String bucket,
            @Parameter(description = "Whose hours and days they are; `UTC` by default", example = "Europe/Berlin")
                    @QueryParam("zone")
                    @Nullable String zone) {
        return stats.of(StatsQuery.parse(since, until, bucket, zone, clock.millis()));
    }

    @GET
    @Path("models")
    @Operation(
            operationId = "getModelCalls",
            summary = "How models answered: calls, failures, durations",
            description = """
                    By the calls that agents told of since the beginning of the hour that `since` names. Of a store with
                    very many events only the newest are looked at, which `isWhole` says. What the calls used and cost
                    is at `/api/spend`.
                    """)
    @APIResponse(responseCode = "200", description = "The sums by model")
    public ModelCalls models(
            @Parameter(
                            description = "Calls that ended at this time or later, epoch ms; by default 7 days ago",
                            example = "1795165200000")
                    @QueryParam("since")
                    @Nullable String since) {
        return calls.since(Objects.requireNonNullElseGet(
                timeMs("since", since), () -> Math.max(0, clock.millis() - USUAL_OF_MODELS.toMillis())));
    }
}
