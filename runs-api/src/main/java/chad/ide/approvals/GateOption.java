package chad.ide.approvals;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be chosen at a gate.
 *
 * @param key what the workflow gets
 * @param label what a person reads
 */
public record GateOption(
        @Schema(examples = "plan-b") String key,
        @Schema(examples = "Plan B") String label,
        @Nullable String summary) {}
