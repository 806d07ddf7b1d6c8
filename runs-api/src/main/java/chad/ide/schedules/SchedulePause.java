package chad.ide.schedules;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * That a schedule launches nothing for now.
 *
 * @param byFailures whether it was paused by itself, after too many runs in a row had failed
 */
@Schema(name = "SchedulePause")
public record SchedulePause(
        long sinceAtMs, String by, @Nullable String note, boolean byFailures) {}
