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
@Tag(name = "reports", description = "Night reports")
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
            @Schema(description = "The local date of its morning; today by default.", examples = "2026-06-13") @Nullable String night) {}

    @GET
    @Operation(
            operationId = "listReports",
            summary = "The night reports, newest first",
            description =
                    "A report is generated every morning and on demand; `post` is the state of its note in Open WebUI.")
    @APIResponse(responseCode = "200", description = "A page of reports, without their text")
    public Page<ReportView> list(
            @Parameter(description = "1 to 500; 100 by default", example = "10") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        return reports.list(cursor, LIMIT.parse(limit));
    }

    @GET
    @Path("{night}")
    @Operation(
            operationId = "getReport",
            summary = "A night report",
            description = "With `Accept: text/markdown`, only the Markdown.")
    @APIResponse(responseCode = "200", description = "The report with its Markdown")
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
            summary = "Generate a night report now",
            description = "It covers the runs since the previous report and replaces an earlier report of the same"
                    + " night; the note in Open WebUI, if configured, is updated.")
    @APIResponse(
            responseCode = "201",
            description = "The report has been generated",
            content = @Content(schema = @Schema(implementation = ReportView.class)))
    public RestResponse<ReportView> make(ReportRequest request) {
        ReportView made = reports.make(request.night());
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, made)
                .header(HttpHeaders.LOCATION, "/api/reports/" + made.night())
                .build();
    }
}
