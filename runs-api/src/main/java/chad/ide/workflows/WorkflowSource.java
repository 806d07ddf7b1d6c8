package chad.ide.workflows;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text of a file tells without executing it. */
final class WorkflowSource {

    private static final Pattern DEFAULT_EXPORT =
            Pattern.compile("^\\s*export\\s+default\\b|\\bas\\s+default\\b", Pattern.MULTILINE);

    /** Folders of what workflows share, and of what tests them. */
    private static final Pattern ASIDE =
            Pattern.compile("(^|.*/)(lib|test|tests|__tests__)/.*|.*\\.(test|spec)\\.[jt]sx");

    private static final Pattern COMMENT = Pattern.compile("\\G\\s*(?://([^\\n]*)|/\\*+(.*?)\\*/)", Pattern.DOTALL);
    private static final int MAX_TITLE_CHARS = 160;

    private WorkflowSource() {}

    /** Whether it is a workflow: it exports one, and is neither a library nor a test. */
    static boolean isWorkflow(String name, String source) {
        return !ASIDE.matcher(name).matches()
                && source.contains("smithers")
                && DEFAULT_EXPORT.matcher(source).find();
    }

    /** The first sentence of the comment that the file opens with. */
    static Optional<String> title(String source) {
        StringBuilder comment = new StringBuilder();
        Matcher matcher = COMMENT.matcher(source);
        while (matcher.find() && comment.length() < MAX_TITLE_CHARS) {
            String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (!text.contains("@jsx")) {
                comment.append(' ').append(text.replaceAll("(?m)^\\s*\\*", " "));
            }
        }
        String words = comment.toString().replaceAll("\\s+", " ").strip();
        Matcher sentence = Pattern.compile("^.*?[.!?:](?= |$)").matcher(words);
        String title = sentence.find() ? sentence.group() : words;
        if (title.length() > MAX_TITLE_CHARS) {
            title = title.substring(0, MAX_TITLE_CHARS - 1).strip() + "…";
        }
        return title.isEmpty() ? Optional.empty() : Optional.of(title);
    }
}
