package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something of which a run takes far more than the runs of its workflow usually do.
 *
 * @param value how much it has taken, in the unit of its kind: milliseconds, tokens or US dollars
 * @param says both in words
 */
public record Unusual(
        Kind kind,
        @Schema(examples = "1460000") double value,
        Usual usual,

        @Schema(examples = "It has been executed for 24 min, usually 3 to 5 min.")
        String says) {

    /** What it takes too much of. */
    @Schema(name = "UnusualKind", type = SchemaType.STRING, examples = "time")
    public enum Kind {
        /** Milliseconds in which a process executed it. */
        TIME,
        TOKENS,
        /** US dollars. */
        MONEY;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
