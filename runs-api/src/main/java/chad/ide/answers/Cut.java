package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a JSON value that is too large for a run's detail.
 *
 * @param beginning of its JSON text; empty for one that is so large that not even its beginning is read
 * @param sizeBytes of the value as it is stored
 * @param href streams the whole
 */
public record Cut(
        String beginning,
        @Schema(examples = "1048576") long sizeBytes,

        @Schema(examples = "/api/runs/fusion-7/output/judge?iteration=0&store=fusion")
        String href) {

    static final int BEGINNING_CHARS = 2 * 1024;

    static Cut of(@Nullable String text, long sizeBytes, String href) {
        String known = text == null ? "" : text;
        int end = Math.min(known.length(), BEGINNING_CHARS);
        if (end > 0 && Character.isHighSurrogate(known.charAt(end - 1))) {
            end--;
        }
        return new Cut(known.substring(0, end), sizeBytes, href);
    }
}
