package chad.ide.workflows;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A text that a workflow file had.
 *
 * @param version counts from 1, for each name
 * @param atMs when it was written; for a text that was found, when it was seen
 * @param by who wrote it; null when it was not written through this service
 */
public record WorkflowVersion(
        @Schema(examples = "12") int version,
        @Schema(examples = "1795252285000") long atMs,
        @Schema(examples = "machine") @Nullable String by,
        Action action,
        @Schema(examples = "2048") long sizeBytes) {

    /** How the text came about. */
    @Schema(
            name = "VersionAction",
            type = SchemaType.STRING,
            enumeration = {"found", "created", "saved", "restored", "renamed", "deleted"})
    public enum Action {
        /** It was there, written by somebody else. */
        FOUND,
        CREATED,
        SAVED,
        RESTORED,
        /** The last text under this name, before the file got another one. */
        RENAMED,
        /** The last text of a file that was deleted. */
        DELETED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
