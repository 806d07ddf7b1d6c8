package chad.ide.workflows;

import chad.ide.problem.ProblemType;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What differs between two texts.
 *
 * @param unified in the format of {@code diff -u}; empty when nothing differs
 * @param added lines that only the later one has
 * @param removed lines that only the earlier one has
 */
@Schema(name = "TextDiff")
public record TextDiff(
        @Schema(examples = "3") String from,
        @Schema(examples = "current") String to,
        String unified,
        int added,
        int removed) {

    private static final int CONTEXT = 3;

    /** The algorithm takes the square of what differs. */
    private static final int MAX_LINES = 20_000;

    public static TextDiff of(String name, String from, String earlier, String to, String later) {
        List<String> before = earlier.lines().toList();
        List<String> after = later.lines().toList();
        if (before.size() + after.size() > MAX_LINES) {
            throw ProblemType.TOO_LARGE.because(
                    "Texts with more than %d lines together are not compared.".formatted(MAX_LINES));
        }
        Patch<String> patch = DiffUtils.diff(before, after);
        List<String> unified =
                UnifiedDiffUtils.generateUnifiedDiff(name + "@" + from, name + "@" + to, before, patch, CONTEXT);
        int added = patch.getDeltas().stream()
                .mapToInt(delta -> delta.getTarget().size())
                .sum();
        int removed = patch.getDeltas().stream()
                .mapToInt(delta -> delta.getSource().size())
                .sum();
        return new TextDiff(from, to, unified.isEmpty() ? "" : String.join("\n", unified) + "\n", added, removed);
    }
}
