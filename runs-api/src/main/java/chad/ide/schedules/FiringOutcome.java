package chad.ide.schedules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of a firing. */
@Schema(type = SchemaType.STRING, examples = "launched")
public enum FiringOutcome {
    /** It is to be launched: for the reason that it gives, not yet. */
    WAITING,
    /** It launched a run. */
    LAUNCHED,
    /** It launched nothing, by the policy of its schedule or because that is paused. */
    SKIPPED,
    /** Its time passed while nobody could launch it. */
    MISSED,
    /** The launch was refused. */
    REFUSED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
