package chad.ide.answers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a JSON value that is too large for a run's detail.
 *
 * @param beginning of its JSON text; empty for one that is so large that not even its beginning is read
 * @param sizeBytes of the value as it is stored
 * @param href streams the whole
 */
public record TruncatedValue(
        String beginning,
        @Schema(examples = "1048576") long sizeBytes,

        @Schema(examples = "/api/runs/fusion-7/output/judge?iteration=0&store=fusion")
        String href) {

    public static final int BEGINNING_CHARS = 2 * 1024;

    public static TruncatedValue of(@Nullable String text, long sizeBytes, String href) {
        String known = text == null ? "" : text;
        int end = Math.min(known.length(), BEGINNING_CHARS);
        if (end > 0 && Character.isHighSurrogate(known.charAt(end - 1))) {
            end--;
        }
        return new TruncatedValue(known.substring(0, end), sizeBytes, href);
    }

    /**
     * The address of something of a run, which names the store: other stores may hold a run of the same id.
     *
     * @param rest begins with a slash; a query may be in it
     */
    public static String href(String runId, String rest, String store) {
        return "/api/runs/%s%s%sstore=%s"
                .formatted(encoded(runId), rest, rest.contains("?") ? "&" : "?", encoded(store));
    }

    /** As one segment of a path, or one value of a query. */
    public static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
