package chad.ide.schedules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What happens to due times at which the service was not running. */
@Schema(type = SchemaType.STRING, examples = "latest")
public enum CatchUp {
    /** The last of them is launched, the others are recorded as missed. */
    LATEST,
    /** All of them are launched, oldest first. */
    ALL,
    /** None is launched: all are recorded as missed. */
    NONE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
