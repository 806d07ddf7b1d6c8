package chad.ide.web;

import chad.edge.Problem;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The head of the OpenAPI document. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Runs IDE",
                        version = "0.1.0",
                        description = "Watch and control durable AI workflows on the Smithers engine."),
        components = @Components(schemas = @Schema(name = "Problem", implementation = Problem.class)))
public class Api extends Application {}
