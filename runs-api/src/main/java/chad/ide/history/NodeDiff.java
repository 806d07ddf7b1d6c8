package chad.ide.history;

import chad.ide.history.Transcript.Text;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a node made in its working folder.
 *
 * @param baseRef the commit that it is compared with
 * @param statistics of what is shown of the files: at least, when some of it was cut
 * @param files at most {@link #MAX_FILES}
 * @param href streams the whole, as the engine keeps it
 */
@Schema(name = "NodeDiff")
record NodeDiff(
        @Schema(examples = "implement") String nodeId,
        int iteration,
        @Nullable String baseRef,
        Statistics statistics,
        List<FileDiff> files,
        int moreFiles,

        @Schema(examples = "/api/runs/fix-7/payloads/diff?node=implement&iteration=0&store=fix")
        String href) {

    private static final int MAX_FILES = 500;

    /** The engine's own files, which are no work of the node's. */
    private static final Pattern ENGINES = Pattern.compile("(.*/)?\\.smithers/(executions/|logs/|smithers\\.db).*");

    static final int MAX_DIFF_CHARS = 256 * 1024;

    record Statistics(int files, int additions, int deletions) {}

    /**
     * One file.
     *
     * @param operation {@code add}, {@code modify} or {@code delete}
     * @param diff unified; cut when it is long, null when the file is binary
     */
    record FileDiff(
            @Schema(examples = "src/main.ts") String path,
            @Schema(examples = "modify") String operation,
            int additions,
            int deletions,
            boolean binary,
            @Nullable String diff,
            int diffChars,
            boolean cut) {}

    /** Of the engine's bundle: {@code {baseRef, patches: [{path, operation, diff, binaryContent?}]}}. */
    static NodeDiff of(String nodeId, int iteration, JsonNode bundle, LongStrings texts, String href) {
        List<FileDiff> files = new ArrayList<>();
        int others = 0;
        for (JsonNode patch : bundle.path("patches")) {
            if (ENGINES.matcher(patch.path("path").asText()).matches()) {
                others++;
            } else if (files.size() < MAX_FILES) {
                files.add(file(patch, texts));
            }
        }
        Statistics statistics = new Statistics(
                bundle.path("patches").size() - others,
                files.stream().mapToInt(FileDiff::additions).sum(),
                files.stream().mapToInt(FileDiff::deletions).sum());
        String base = bundle.hasNonNull("baseRef") ? bundle.get("baseRef").asText() : null;
        return new NodeDiff(
                nodeId,
                iteration,
                base,
                statistics,
                files,
                bundle.path("patches").size() - others - files.size(),
                href);
    }

    private static FileDiff file(JsonNode patch, LongStrings texts) {
        Text text = texts.text(patch.path("diff").asText(""));
        String diff = text == null ? "" : text.text();
        boolean binary = patch.hasNonNull("binaryContent");
        boolean inHunk = false;
        int additions = 0;
        int deletions = 0;
        for (String line : (Iterable<String>) diff.lines()::iterator) {
            inHunk = inHunk || line.startsWith("@@");
            additions += inHunk && line.startsWith("+") ? 1 : 0;
            deletions += inHunk && line.startsWith("-") ? 1 : 0;
        }
        return new FileDiff(
                patch.path("path").asText(),
                patch.path("operation").asText("modify"),
                additions,
                deletions,
                binary,
                binary ? null : diff,
                text == null ? 0 : text.chars(),
                text != null && text.cut());
    }
}
