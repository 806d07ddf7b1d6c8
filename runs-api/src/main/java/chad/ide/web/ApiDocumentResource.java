package chad.ide.web;

import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The OpenAPI document, as the build wrote it. Quarkus' own extension would build it anew at every start, which took a
 * quarter of ours (quarkusio/quarkus#54826).
 */
@Path("/q/openapi")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
public class ApiDocumentResource {

    private static final String DOCUMENT = "openapi.json";

    /** Always as JSON, which is YAML as well. */
    @GET
    @Operation(hidden = true)
    public byte[] document() {
        return read();
    }

    static byte[] read() {
        try (InputStream document = ApiDocumentResource.class.getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new IllegalStateException("The build left no " + DOCUMENT + ".");
            }
            return document.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
