package chad.ide.schedules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why a schedule fired. */
@Schema(type = SchemaType.STRING, examples = "scheduled")
public enum FiringKind {
    /** It was due. */
    SCHEDULED,
    /** Somebody triggered it. */
    MANUAL,
    /** Somebody had it made up for. */
    BACKFILL;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
