package chad.ide.reports;

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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/reports")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "reports", description = "What happened each night")
public class ReportsResource {

    private static final String MARKDOWN = "text/markdown;charset=UTF-8";
    private static final Limit LIMIT = new Limit(100, 500);

    private final ReportService reports;

    ReportsResource(ReportService reports) {
        this.reports = reports;
    }

    /** Which night. */
    @Schema(name = "ReportRequest", examples = "{\"night\":\"2026-06-13\"}")
    public record ReportRequest(
            @Schema(description = "The local date of its morning; today's when left out.", examples = "2026-06-13")
            @Nullable String night) {}

    @GET
    @Operation(
            operationId = "listReports",
            summary = "The reports of the nights, newest first",
            description =
                    "A report is made every morning and on demand; `post` says what became of its note in Open WebUI.")
    @APIResponse(responseCode = "200", description = "A page of reports, without their text")
    public Page<ReportView> list(
            @Parameter(description = "1 to 500; 100 when left out", example = "10") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the page before") @QueryParam("cursor") @Nullable String cursor) {
        return reports.list(cursor, LIMIT.parse(limit));
    }

    @GET
    @Path("{night}")
    @Operation(
            operationId = "getReport",
            summary = "The report of a night",
            description = "With `Accept: text/markdown` it is the markdown alone.")
    @APIResponse(responseCode = "200", description = "The report with its markdown")
    public ReportText get(
            @Parameter(description = "The local date of its morning", example = "2026-06-13") @PathParam("night")
                    String night) {
        return reports.get(night);
    }

    @GET
    @Path("{night}")
    @Produces(MARKDOWN)
    @Operation(hidden = true)
    public String markdown(@PathParam("night") String night) {
        return reports.get(night).markdown();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "makeReport",
            summary = "Make the report of a night now",
            description =
                    "It covers the runs since the report of the night before, and takes the place of an earlier one of"
                            + " the same night; the note in Open WebUI, when one is configured, is updated.")
    @APIResponse(
            responseCode = "201",
            description = "The report is made",
            content = @Content(schema = @Schema(implementation = ReportView.class)))
    public RestResponse<ReportView> make(ReportRequest request) {
        ReportView made = reports.make(request.night());
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, made)
                .header(HttpHeaders.LOCATION, "/api/reports/" + made.night())
                .build();
    }
}
