package chad.ide.workflows;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A file under the workflow roots that can be read and edited.
 *
 * @param kind what it is; only a workflow is among those that can be launched
 * @param note why it is none, in words; null for a workflow
 */
public record WorkflowPart(
        @Schema(examples = "lib/words.js") String name,
        Kind kind,
        long modifiedAtMs,
        long sizeBytes,
        @Nullable String note) {

    /** What a source file is, by its text and its place. */
    @Schema(name = "SourceKind")
    public enum Kind {
        WORKFLOW(null),
        UI("A page for the engine's own console. It is not a workflow."),
        TEST("A test."),
        PART("A module that workflows import: it exports no workflow itself.");

        private final @Nullable String note;

        Kind(@Nullable String note) {
            this.note = note;
        }

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Nullable String note() {
            return note;
        }
    }

    static WorkflowPart of(WorkflowFile file, Kind kind) {
        return new WorkflowPart(file.name(), kind, file.modifiedAtMs(), file.sizeBytes(), kind.note());
    }
}
