package chad.ide.runs;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a JSON value that is too large for a run's detail.
 *
 * @param beginning of its JSON text
 * @param sizeChars length of its JSON text
 * @param href streams the whole
 */
public record Cut(
        String beginning,
        @Schema(examples = "1048576") long sizeChars,

        @Schema(examples = "/api/runs/fusion-7/output/judge?iteration=0")
        String href) {

    private static final int MAX_CHARS = 64 * 1024;
    private static final int BEGINNING_CHARS = 2 * 1024;

    /** Null for a value that is small enough to be shown whole. */
    static @Nullable Cut of(@Nullable JsonNode value, String href) {
        if (value == null) {
            return null;
        }
        String text = value.toString();
        return text.length() <= MAX_CHARS ? null : new Cut(text.substring(0, BEGINNING_CHARS), text.length(), href);
    }
}
