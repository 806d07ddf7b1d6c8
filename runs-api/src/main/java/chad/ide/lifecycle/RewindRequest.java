package chad.ide.lifecycle;

import chad.ide.request.Given;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where to go back to. */
@Schema(name = "RewindRequest", examples = "{\"frame\":3}")
public record RewindRequest(
        @Schema(description = "The frame's number.", minimum = "0")
        Integer frame) {

    public RewindRequest {
        Given.required("frame", frame, "a whole number from 0 to " + Integer.MAX_VALUE);
        Given.between("frame", frame, 0, Integer.MAX_VALUE);
    }
}
