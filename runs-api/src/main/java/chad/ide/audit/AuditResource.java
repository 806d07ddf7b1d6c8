package chad.ide.audit;

import chad.ide.request.Cursor;
import chad.ide.request.Limit;
import chad.ide.request.Page;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "audit", description = "Audit log")
public class AuditResource {

    private static final Limit LIMIT = new Limit(100, 500);
    private static final String CURSOR = "audit";

    private final AuditQueries lines;

    AuditResource(AuditQueries lines) {
        this.lines = lines;
    }

    @GET
    @Operation(
            operationId = "listAudit",
            summary = "Every write request, newest first",
            description = "Allowed or refused, with who asked and the outcome. An entry appears a moment after the"
                    + " answer. It never contains bodies, inputs, notes or keys.")
    @APIResponse(responseCode = "200", description = "A page of entries")
    public Page<AuditEntry> list(
            @Parameter(description = "The name of a key or identity", example = "machine")
                    @QueryParam("principal")
                    @Nullable String principal,
            @Parameter(description = "An action as the entries name it", example = "launch")
                    @QueryParam("action")
                    @Nullable String action,
            @Parameter(description = "The id of a run", example = "nightly-7") @QueryParam("run") @Nullable String run,
            @Parameter(description = "`allowed`, `refused` or `failed`", example = "refused")
                    @QueryParam("result")
                    @Nullable String result,
            @Parameter(description = "Epoch milliseconds", example = "1795252285000") @QueryParam("since") @Nullable String since,
            @Parameter(description = "Epoch milliseconds", example = "1795252285000") @QueryParam("until") @Nullable String until,
            @Parameter(description = "1 to 500; 100 by default", example = "50") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        AuditQuery query = AuditQuery.parse(principal, action, run, result, since, until);
        int most = LIMIT.parse(limit);
        long before = cursor == null
                ? Long.MAX_VALUE
                : Cursor.number(cursor, Cursor.parse(CURSOR, cursor, 1).getFirst());
        List<AuditEntry> found = lines.newest(query, before, most + 1);
        if (found.size() <= most) {
            return Page.of(found);
        }
        List<AuditEntry> page = found.subList(0, most);
        return new Page<>(page, Cursor.of(CURSOR, page.getLast().seq()));
    }
}
