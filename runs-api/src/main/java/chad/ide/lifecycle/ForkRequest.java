package chad.ide.lifecycle;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where a new run begins, and whether it is started: a replay always is. */
@Schema(name = "ForkRequest", examples = "{\"frame\":3,\"run\":true}")
public record ForkRequest(
        @JsonUnwrapped ReplayRequest from,

        @Schema(description = "Start it at once.") boolean run) {}
