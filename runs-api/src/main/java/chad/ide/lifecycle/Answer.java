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
        @Schema(description = "The gate's `requestId`; or give its node.") @Nullable String requestId,

        @Schema(description = "The question's node; optional if only one gate is waiting.") @Nullable String node,

        @Schema(description = "The loop iteration.", minimum = "0") @Nullable Integer iteration,

        @Schema(description = "The gate's `digest` as it was shown.") @Nullable String digest,

        @Schema(
                description = "A value as the gate's `answerSchema` describes it; the engine validates it.",
                implementation = Object.class)
        JsonNode value) {

    public Answer {
        Given.required("value", value, "a value as the gate's `answerSchema` describes it");
        Given.json("value", value, Given.MAX_JSON_BYTES);
        Given.text("requestId", requestId, AgentQuestions.MAX_REQUEST_ID_BYTES);
        Given.text("node", node, StoreReader.MAX_ID_BYTES);
        Given.between("iteration", iteration, 0, Integer.MAX_VALUE);
        Given.text("digest", digest, 200);
    }
}
