package chad.ide.schedules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What happens to a firing while an earlier run of its schedule has not ended. */
@Schema(type = SchemaType.STRING, examples = "skip")
public enum Overlap {
    /** It launches nothing. */
    SKIP,
    /** It is launched when the earlier run ends; one at most waits, a further one launches nothing. */
    QUEUE_ONE,
    /** It is launched beside the earlier run. */
    ALLOW,
    /** The earlier run is cancelled, and it is launched then. */
    CANCEL_OTHER;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
