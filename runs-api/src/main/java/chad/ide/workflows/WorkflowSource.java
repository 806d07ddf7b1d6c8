package chad.ide.workflows;

import chad.ide.workflows.WorkflowPart.Kind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text of a file tells without executing it. */
final class WorkflowSource {

    private static final Pattern DEFAULT_EXPORT =
            Pattern.compile("^\\s*export\\s+default\\b|\\bas\\s+default\\b", Pattern.MULTILINE);

    /** Folders of what workflows share. */
    private static final Pattern SHARED = Pattern.compile(
            "(^|.*/)(lib|\\.smithers/(components|prompts|agents))/.*|@[^/]+/(components|prompts|agents)/.*");

    /** Of what tests them. */
    private static final Pattern TEST =
            Pattern.compile("(^|.*/)(test|tests|__tests__)/.*|.*\\.(test|spec)\\.[cm]?[jt]sx?");

    /** Pages of the engine's console lie in a folder of their own, or say by their imports what they are. */
    private static final Pattern UI_FOLDER = Pattern.compile("(^|.*/)\\.smithers/ui/.*|@[^/]+/ui/.*");

    private static final Pattern UI_IMPORT = Pattern.compile(
            "[\"'](?:smithers-orchestrator/(?:gateway-react|gateway-ui|gateway-client|ui)\\b|react-dom)");
    private static final Pattern MAKES_WORKFLOWS =
            Pattern.compile("\\b(?:createSmithers\\w*|openSmithersBackend)\\s*\\(");

    private static final Pattern COMMENT = Pattern.compile("\\G\\s*(?://([^\\n]*)|/\\*+(.*?)\\*/)", Pattern.DOTALL);
    private static final int MAX_TITLE_CHARS = 160;

    private WorkflowSource() {}

    /** What it is: a workflow exports one, and is neither a library, a test nor a page of the console. */
    static Kind kind(String name, String source) {
        if (TEST.matcher(name).matches()) {
            return Kind.TEST;
        }
        boolean isPage = UI_IMPORT.matcher(source).find()
                && !MAKES_WORKFLOWS.matcher(source).find();
        if (UI_FOLDER.matcher(name).matches() || isPage) {
            return Kind.UI;
        }
        boolean exportsOne = WorkflowPath.isAllowed(name)
                && !SHARED.matcher(name).matches()
                && source.contains("smithers")
                && DEFAULT_EXPORT.matcher(source).find();
        return exportsOne ? Kind.WORKFLOW : Kind.PART;
    }

    static boolean isWorkflow(String name, String source) {
        return kind(name, source) == Kind.WORKFLOW;
    }

    /** The name that its header gives it, else the first sentence of the comment that the file opens with. */
    static Optional<String> title(String source) {
        Optional<String> named = WorkflowHeader.of(source).displayName();
        return named.isPresent() ? named.map(WorkflowSource::titled) : sentence(source);
    }

    private static Optional<String> sentence(String source) {
        StringBuilder comment = new StringBuilder();
        Matcher matcher = COMMENT.matcher(source);
        while (matcher.find() && comment.length() < MAX_TITLE_CHARS) {
            String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (!text.contains("@jsx") && !text.stripLeading().startsWith("smithers")) {
                comment.append(' ').append(text.replaceAll("(?m)^\\s*\\*", " "));
            }
        }
        String words = comment.toString().replaceAll("\\s+", " ").strip();
        Matcher sentence = Pattern.compile("^.*?[.!?](?= |$)").matcher(words);
        String title = titled(sentence.find() ? sentence.group() : words);
        return title.isEmpty() ? Optional.empty() : Optional.of(title);
    }

    /** What announces a list that is not shown ends in no colon. */
    private static String titled(String words) {
        String title = words.replaceFirst("[:\\s]+$", "");
        return title.length() <= MAX_TITLE_CHARS
                ? title
                : title.substring(0, MAX_TITLE_CHARS - 1).strip() + "…";
    }
}
