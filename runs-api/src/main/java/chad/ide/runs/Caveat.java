package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that a finished run lost on the way, or got in another way than was meant. There is one for each kind.
 *
 * @param nodeId of the first node that it happened to
 * @param count how often it happened in the run
 * @param says all of it in words
 */
public record Caveat(
        Kind kind,

        @Schema(examples = "judge") String nodeId,

        int iteration,

        @Schema(examples = "1") int count,

        @Schema(examples = "`judge` was answered by the fallback model z-ai/glm-5.2.")
        String says) {

    /** What it is. */
    @Schema(
            name = "CaveatKind",
            type = SchemaType.STRING,
            enumeration = {"failures", "fallback", "stand-in", "corrected", "cut"})
    public enum Kind {
        /** Tasks failed, or were cancelled, and the run went on without them. */
        FAILURES,
        /** The first model of a task gave no answer, and another one of its chain did. */
        FALLBACK,
        /** No model was asked: the offline stand-in answered. */
        STAND_IN,
        /** An answer did not have its shape at first, and was asked for again. */
        CORRECTED,
        /** An answer ended at the limit of its length. */
        CUT;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Kind> ofWord(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }
}
