package chad.ide.reports;

import chad.ide.answers.TruncatedValue;
import chad.ide.detail.Node;
import chad.ide.detail.RunDetail;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is worth reading of a run that has ended: the words of its last output. */
final class RunOutputText {

    /** Members that hold what a task came to, the most telling first. */
    private static final List<String> TELLING =
            List.of("answer", "summary", "report", "conclusion", "result", "text", "message", "body", "markdown");

    private static final Pattern ARTIFACT = Pattern.compile("(?i).*(artifact|file|path|url|link|href).*");
    private static final int MAX_ARTIFACTS = 5;
    private static final int MAX_ARTIFACT_CHARS = 300;

    private RunOutputText() {}

    static Optional<JsonNode> last(RunDetail run) {
        return run.nodes().stream()
                .filter(node -> node.state().equals("finished") && (node.output() != null || node.outputCut() != null))
                .max(Comparator.comparingLong(RunOutputText::finishedAtMs))
                .map(RunOutputText::shown);
    }

    /** Of an output that is too large, its beginning. */
    private static JsonNode shown(Node node) {
        TruncatedValue truncated = node.outputCut();
        return truncated == null
                ? Objects.requireNonNull(node.output())
                : JsonNodeFactory.instance.textNode("%s… (%d bytes; see the run's page for all of it)"
                        .formatted(truncated.beginning(), truncated.sizeBytes()));
    }

    private static long finishedAtMs(Node node) {
        Long at = node.finishedAtMs();
        return at == null ? node.updatedAtMs() : at;
    }

    /** Its most telling text; empty when there is none. */
    static String words(JsonNode output) {
        if (output.isTextual()) {
            return output.asText();
        }
        for (String name : TELLING) {
            if (output.path(name).isTextual() && !output.path(name).asText().isBlank()) {
                return output.path(name).asText();
            }
        }
        String longest = "";
        for (JsonNode member : output) {
            if (member.isTextual() && member.asText().length() > longest.length()) {
                longest = member.asText();
            }
        }
        return longest.isEmpty() && !output.isEmpty() ? output.toString() : longest;
    }

    /** Files and addresses that it names: members such as {@code artifactPath}, {@code files} or {@code url}. */
    static List<String> artifacts(JsonNode output) {
        List<String> found = new ArrayList<>();
        output.properties().forEach(member -> {
            if (ARTIFACT.matcher(member.getKey()).matches()) {
                JsonNode value = member.getValue();
                if (value.isTextual()) {
                    add(found, value);
                } else {
                    value.forEach(entry -> add(found, entry));
                }
            }
        });
        return found;
    }

    private static void add(List<String> found, JsonNode value) {
        if (value.isTextual() && !value.asText().isBlank() && found.size() < MAX_ARTIFACTS) {
            String text = value.asText();
            found.add(text.substring(0, Math.min(text.length(), MAX_ARTIFACT_CHARS)));
        }
    }
}
