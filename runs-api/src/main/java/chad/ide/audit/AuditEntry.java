package chad.ide.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One write request and what came of it. It holds no body, input, note or key.
 *
 * @param seq its number; later ones are higher
 * @param principal the name of the key or identity; null when there was none that is valid
 * @param role the higher one of the principal's
 * @param action the verb of the address: {@code launch}, {@code cancel}, {@code workflow-file}
 * @param path without the query
 * @param store in which the run lies, as the caller named it; null when none was named, which only one store with such a run
 *     allows
 * @param status of the answer; 0 when the client went away before it
 * @param problemType of the problem that was answered, without its prefix
 * @param detail in words: what was made, or why not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        @Schema(examples = "4711") long seq,
        @Schema(examples = "1795252285000") long atMs,
        @JsonInclude @Schema(examples = "machine") @Nullable String principal,

        @JsonInclude @Schema(examples = "operator") @Nullable String role,

        @Schema(examples = "cancel") String action,
        @Schema(examples = "POST") String method,
        @Schema(examples = "/api/runs/nightly-7/cancel") String path,
        @Schema(examples = "nightly-7") @Nullable String runId,
        @Schema(examples = "fusion") @Nullable String store,
        @Schema(examples = "fusion.jsx") @Nullable String workflow,
        Result result,
        @Schema(examples = "200") int status,
        @Schema(examples = "run-not-found") @Nullable String problemType,
        @Schema(examples = "OK") String detail) {

    /** What came of it. */
    @Schema(
            name = "AuditResult",
            type = SchemaType.STRING,
            enumeration = {"allowed", "refused", "failed"})
    public enum Result {
        /** It was done. */
        ALLOWED,
        /** It was not done, for want of a right or of a sensible request, or because the engine said no. */
        REFUSED,
        /** Something broke, or nobody waited for the answer: what was asked for may have been done. */
        FAILED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException when there is no such word */
        static Result of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        static Result of(int status) {
            if (status == 0 || status >= 500) {
                return FAILED;
            }
            return status >= 400 ? REFUSED : ALLOWED;
        }
    }
}
