package chad.ide.schedules;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * When something would be due.
 *
 * @param nextTimes the next ten due times, in epoch milliseconds; fewer when it ends before
 */
@Schema(name = "SchedulePreview")
public record SchedulePreview(
        @Schema(examples = "every weekday at 04:45 (Europe/Berlin)")
        String says,

        @Schema(examples = "Europe/Berlin") String zone,
        List<Long> nextTimes) {}
