package chad.ide.schedules;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that will be started by the clock.
 *
 * @param workflow null for the service's own daily work
 */
@Schema(name = "PlannedRun")
public record PlannedRun(
        @Schema(
                description = "A schedule's name, or what the service does by itself.",
                examples = "nightly-experiments")
        String name,

        @Schema(
                description = "Whether it is of a schedule, or the service's own work.",
                enumeration = {"schedule", "service"},
                examples = "schedule")
        String kind,

        @Schema(examples = "experiments.jsx") @Nullable String workflow,
        long dueAtMs) {}
