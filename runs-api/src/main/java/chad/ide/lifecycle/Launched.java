package chad.ide.lifecycle;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A run that was launched.
 *
 * @param store where it is; by the workflow's name when the engine took longer than usual to make the run's row
 */
public record Launched(
        @Schema(examples = "fusion-20261121-104501-7f3a09") String runId,
        @Schema(examples = "fusion.jsx") String workflow,
        @Schema(examples = "fusion") String store) {}
