package chad.ide.lifecycle;

import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** News for a run that waits for them. */
@Schema(name = "SignalRequest", examples = "{\"name\":\"news\"}")
public record SignalRequest(
        @Schema(description = "The signal's name.", examples = "news")
        String name,

        @Schema(description = "The payload for the waiting node; `{}` by default.", implementation = Object.class)
        @Nullable JsonNode payload,

        @Schema(description = "Selects one of several waiting nodes.") @Nullable String correlationId) {

    public SignalRequest {
        Given.text("name", name, 300);
        Given.required("name", name, "the name of a signal");
        if (name.startsWith("-")) {
            throw ProblemType.invalid(
                    "name", name, "a name that does not begin with `-`, which a command line can't pass");
        }
        payload = payload == null || payload.isNull() ? null : payload;
        Given.json("payload", payload, Given.MAX_JSON_BYTES);
        Given.text("correlationId", correlationId, 300);
    }
}
