package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far a sum can be believed. */
@Schema(
        type = SchemaType.STRING,
        enumeration = {"exact", "at-least", "estimated", "unknown"})
public enum Accuracy {
    /** All of it was reported. */
    EXACT,
    /** Something is missing: it is so much or more. */
    AT_LEAST,
    /** Some of it was worked out from the length of texts, as the endpoint did not count. */
    ESTIMATED,
    /** Nobody reported anything: there is no figure, which is not the same as none. */
    UNKNOWN;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a sum in which both have a figure. */
    public Accuracy with(Accuracy other) {
        if (this == ESTIMATED || other == ESTIMATED) {
            return ESTIMATED; // also beside what is missing: an estimate is no lower bound
        }
        return this == EXACT && other == EXACT ? EXACT : AT_LEAST;
    }

    /** Before a figure: nothing, {@code at least} or {@code about}. */
    public String before() {
        return switch (this) {
            case EXACT -> "";
            case AT_LEAST -> "at least ";
            case ESTIMATED -> "about ";
            case UNKNOWN -> "unknown ";
        };
    }
}
