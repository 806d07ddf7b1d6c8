package chad.ide.lifecycle;

import chad.ide.request.Given;
import chad.ide.runs.AgentQuestions;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answer to a question. */
@Schema(name = "Answer", examples = "{\"value\":{\"age\":5}}")
public record Answer(
        @Schema(description = "`requestId` of the gate; or name its node.") @Nullable String requestId,

        @Schema(description = "The question's node; may be left out when one gate waits.") @Nullable String node,

        @Schema(description = "The turn in a loop.", minimum = "0") @Nullable Integer iteration,

        @Schema(description = "`digest` of the gate as it was shown.") @Nullable String digest,

        @Schema(
                description = "What `answerSchema` of the gate describes; the engine checks it.",
                implementation = Object.class)
        JsonNode value) {

    public Answer {
        Given.required("value", value, "what `answerSchema` of the gate describes");
        Given.json("value", value, Given.MAX_JSON_BYTES);
        Given.text("requestId", requestId, AgentQuestions.MAX_REQUEST_ID_BYTES);
        Given.text("node", node, StoreReader.MAX_ID_BYTES);
        Given.between("iteration", iteration, 0, Integer.MAX_VALUE);
        Given.text("digest", digest, 200);
    }
}
