package chad.ide.schedules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is missing. */
@Schema(type = SchemaType.STRING, examples = "not-started")
public enum AlarmKind {
    /** A run that was due did not start. */
    NOT_STARTED,
    /** A run that started has not finished in time. */
    NOT_FINISHED,
    /** A run that had to succeed did not. */
    NOT_SUCCEEDED,
    /** Too many runs in a row failed, so the schedule was paused. */
    PAUSED_BY_FAILURES,
    /** A due time has passed, and nothing is known to have become of it. */
    NOT_FIRED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
