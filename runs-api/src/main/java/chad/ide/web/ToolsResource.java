package chad.ide.web;

import chad.ide.security.Role;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The tools of a chat, as Open WebUI reads them: see docs/open-webui.md. */
@Path("/openapi/tools.json")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
public class ToolsResource {

    private final ToolsDocument document;

    ToolsResource(ToolsDocument document) {
        this.document = document;
    }

    @GET
    @Operation(hidden = true)
    public JsonNode tools() {
        return document.get();
    }
}
