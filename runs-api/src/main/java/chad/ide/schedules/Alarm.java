package chad.ide.schedules;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that a schedule should have done and did not.
 *
 * @param says in a sentence, with the cause
 * @param dueAtMs the due time that it is about; of a paused schedule that of the last failure
 * @param sinceAtMs since when it has been late
 * @param runId of the run that it is about; null when there is none
 */
@Schema(name = "ScheduleAlarm")
public record Alarm(
        @Schema(examples = "nightly-experiments") String schedule,
        AlarmKind kind,

        @Schema(
                examples =
                        "nightly-experiments was due at 2026-11-28T04:45:00Z and did not start: the service was not running.")
        String says,

        long dueAtMs,
        long sinceAtMs,
        @Nullable String runId,
        @Nullable String store) {}
