package chad.ide.workflows;

import chad.ide.problem.ProblemException;
import chad.ide.problem.ProblemType;
import java.util.regex.Pattern;

/**
 * The name of a workflow: its path under the workflow root, such as {@code fusion.jsx} or {@code lib/x.jsx}.
 *
 * <p>The rule is a list of what is allowed, so that whatever a file system might take for a way out, or for two names
 * of one file, has no name at all: no {@code ..}, nothing absolute or hidden, no backslash, no control or non-ASCII
 * character, nothing under {@code node_modules}.
 */
record WorkflowPath(String value) {

    static final String ALLOWED =
            "a path under the workflow folder that ends in .jsx or .tsx, of letters, digits, `_`, `-` and `.`";

    private static final int MAX_CHARS = 200;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
    private static final int MAX_DEPTH = 8;

    /** What Windows takes for a device, whatever the ending; a workflow folder may be shared with one. */
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

    WorkflowPath {
        if (!isAllowed(value)) {
            throw new IllegalArgumentException("not a workflow's name");
        }
    }

    /** @throws ProblemException 400 that names the field */
    static WorkflowPath parse(String field, String value) {
        if (!isAllowed(value)) {
            throw ProblemType.invalid(field, value, ALLOWED);
        }
        return new WorkflowPath(value);
    }

    private static boolean isAllowedSegment(String segment) {
        return SEGMENT.matcher(segment).matches()
                && !segment.equalsIgnoreCase("node_modules")
                && !segment.contains("..")
                && !segment.endsWith(".")
                && !DEVICE.matcher(segment).matches();
    }

    static boolean isAllowed(String value) {
        if (value.length() > MAX_CHARS || !(value.endsWith(".jsx") || value.endsWith(".tsx"))) {
            return false;
        }
        String[] segments = value.split("/", -1);
        if (segments.length > MAX_DEPTH) {
            return false;
        }
        for (String segment : segments) {
            if (!isAllowedSegment(segment)) {
                return false;
            }
        }
        return true;
    }
}
