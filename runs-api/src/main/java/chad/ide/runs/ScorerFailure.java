package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** That a scorer gave no score. The engine records it as an event, without the attempt. */
@Schema(name = "ScorerFailure")
public record ScorerFailure(
        @Schema(examples = "answer") String nodeId,
        @Schema(examples = "Relevancy") String scorerName,
        @Schema(examples = "HTTP 429 from z-ai/glm-5.2") String error,
        long atMs) {}
