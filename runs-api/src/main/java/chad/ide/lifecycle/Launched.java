package chad.ide.lifecycle;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A run that was launched.
 *
 * @param store where it is; null while that is not known, when the engine takes longer than usual
 */
public record Launched(
        @Schema(examples = "fusion-20261121-104501-7f3a09") String runId,
        @Schema(examples = "fusion.jsx") String workflow,
        @Schema(examples = "fusion") @Nullable String store) {}
