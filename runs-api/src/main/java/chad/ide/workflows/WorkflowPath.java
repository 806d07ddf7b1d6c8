package chad.ide.workflows;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a workflow, or of a part of one: its path under the workflow root, such as {@code fusion.jsx} or
 * {@code lib/x.js}; under another root with that one's name before it, {@code @billing/workflows/nightly.tsx}.
 *
 * <p>The rule is a list of what is allowed, so that whatever a file system might take for a way out, or for two names
 * of one file, has no name at all: no {@code ..}, nothing absolute or hidden, no backslash, no control or non-ASCII
 * character, nothing under {@code node_modules}. The one hidden folder is the engine's pack, {@code .smithers}, and of
 * that what is written by hand: beside it lies what runs leave behind.
 */
record WorkflowPath(String value) {

    static final String ALLOWED =
            "a path under the workflow folder that ends in .jsx or .tsx, of letters, digits, `_`, `-` and `.`";

    static final String ALLOWED_PART =
            "a path under the workflow folder that ends in .jsx, .tsx, .js, .ts, .mjs, .mts, .cjs, .cts,"
                    + " .mdx or .md, of letters, digits, `_`, `-` and `.`";

    /** The engine's own layout: {@code .smithers/workflows/x.tsx}. */
    static final String PACK = ".smithers";

    private static final Set<String> OF_A_PACK = Set.of("workflows", "prompts", "components", "agents", "lib", "ui");
    private static final Pattern WORKFLOW = Pattern.compile(".*\\.[jt]sx");
    private static final Pattern PART = Pattern.compile(".*\\.([jt]sx|[cm]?[jt]s|mdx?)");
    private static final int MAX_CHARS = 200;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
    private static final int MAX_DEPTH = 8;

    /** What Windows takes for a device, whatever the ending; a workflow folder may be shared with one. */
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

    WorkflowPath {
        if (!isPart(value)) {
            throw new IllegalArgumentException("not the name of a file of a workflow");
        }
    }

    /** @throws ProblemException 400 that names the field */
    static WorkflowPath parse(String field, String value) {
        if (!isAllowed(value)) {
            throw ProblemType.invalid(field, value, ALLOWED);
        }
        return new WorkflowPath(value);
    }

    /**
     * As {@link #parse}, for a part too.
     *
     * @throws ProblemException 400 that names the field
     */
    static WorkflowPath parsePart(String field, String value) {
        if (!isPart(value)) {
            throw ProblemType.invalid(field, value, ALLOWED_PART);
        }
        return new WorkflowPath(value);
    }

    /** Whether a folder of a pack holds what people write. */
    static boolean isShownOfPack(String folder) {
        return OF_A_PACK.contains(folder);
    }

    private static boolean isAllowedSegment(String segment) {
        return SEGMENT.matcher(segment).matches()
                && !segment.equalsIgnoreCase("node_modules")
                && !segment.contains("..")
                && !segment.endsWith(".")
                && !DEVICE.matcher(segment).matches();
    }

    /** Whether it can be launched, by its name. */
    static boolean isAllowed(String value) {
        return WORKFLOW.matcher(value).matches() && isPart(value);
    }

    /** Whether it can be read and edited, by its name. */
    static boolean isPart(String value) {
        if (value.length() > MAX_CHARS || !PART.matcher(value).matches()) {
            return false;
        }
        String[] segments = value.split("/", -1);
        if (segments.length > MAX_DEPTH) {
            return false;
        }
        for (int i = 0; i < segments.length; i++) {
            boolean isLast = i == segments.length - 1;
            String segment = i == 0 && !isLast && segments[0].startsWith("@") ? segments[0].substring(1) : segments[i];
            boolean isPack = segment.equals(PACK)
                    && !isLast
                    && (i + 2 == segments.length || OF_A_PACK.contains(segments[i + 1]));
            if (!isPack && !isAllowedSegment(segment)) {
                return false;
            }
        }
        return true;
    }
}
