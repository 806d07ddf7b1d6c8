package chad.ide.schedules;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as clients see it. Times in epoch milliseconds.
 *
 * @param says when it is due, in words
 * @param nextAtMs the next due time; null while it is paused, or when it is never due again
 * @param nextTimes the next ten due times, paused or not
 * @param lastFirings the newest thirty, newest first
 */
@Schema(name = "Schedule")
public record ScheduleItem(
        @Schema(examples = "nightly-experiments") String name,
        ScheduleDefinition definition,

        @Schema(examples = "every weekday at 04:45 (Europe/Berlin)")
        String says,

        @Schema(description = "The time zone in which it is due.", examples = "Europe/Berlin")
        String zone,

        long revision,
        long changedAtMs,
        String changedBy,
        @Nullable SchedulePause paused,

        @Schema(description = "Runs in a row that have failed.")
        int failures,

        @Nullable Long nextAtMs,
        List<Long> nextTimes,
        List<Firing> lastFirings,
        List<Alarm> alarms) {

    /** For those who may look only. */
    public ScheduleItem withoutSecrets() {
        return new ScheduleItem(
                name,
                definition.withoutSecrets(),
                says,
                zone,
                revision,
                changedAtMs,
                changedBy,
                paused,
                failures,
                nextAtMs,
                nextTimes,
                lastFirings,
                alarms);
    }
}
