package chad.ide.workflows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The input and settings of a workflow.
 *
 * @param etag changes when any file changes that the workflow may import
 * @param inputSchema JSON Schema of the input, with descriptions and defaults, as the engine writes it; null when the
 *     workflow declares none, or can't be loaded
 * @param knobs the settings that it takes; no others can be given
 * @param missing what it needs, by its header, and is not there; a launch is refused while there is something
 * @param note why the schema is missing though the workflow may have one; null when there is nothing to say
 */
public record WorkflowForm(
        @Schema(examples = "fusion.jsx") String name,
        String etag,
        @Nullable String title,
        @Nullable String description,
        @Schema(implementation = Object.class) @Nullable JsonNode inputSchema,

        @Schema(examples = "[\"CHAD_FUSION_MAX\",\"DRY_RUN\"]")
        List<String> knobs,

        List<String> missing,
        @Nullable String note) {

    public WorkflowForm {
        knobs = List.copyOf(knobs);
        missing = List.copyOf(missing);
    }
}
