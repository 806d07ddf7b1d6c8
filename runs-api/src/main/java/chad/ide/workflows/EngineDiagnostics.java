package chad.ide.workflows;

import chad.ide.workflows.WorkflowCheck.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lines out of what the engine says of a workflow that it can't load. */
final class EngineDiagnostics {

    private static final int MAX = 100;

    /** {@code cli load workflow: 3 errors building "FILE": Expected … (line 3); Expected … (line 4) See https://…}. */
    private static final Pattern NOISE = Pattern.compile(
            "^cli load workflow: |^\\d+ errors? building \"[^\"]*\": | See https://smithers\\.sh/\\S+$");

    private static final Pattern WITH_LINE =
            Pattern.compile("(.+?) \\(line (\\d{1,9})(?:,? column (\\d{1,9}))?\\)(?:; |$)", Pattern.DOTALL);
    private static final Pattern MISSING = Pattern.compile("Cannot find (?:module|package) ['\"]([^'\"]+)['\"]");

    private EngineDiagnostics() {}

    static List<Diagnostic> of(String said, String source) {
        String message = plain(said);
        List<Diagnostic> found = new ArrayList<>();
        Matcher each = WITH_LINE.matcher(message);
        while (each.find() && found.size() < MAX) {
            found.add(new Diagnostic(Integer.valueOf(each.group(2)), number(each.group(3)), each.group(1)));
        }
        if (found.isEmpty()) {
            found.add(new Diagnostic(lineOfImport(message, source), null, message));
        }
        return found;
    }

    private static String plain(String said) {
        String message = said.strip();
        String before;
        do {
            before = message;
            message = NOISE.matcher(message).replaceFirst("").strip();
        } while (!message.equals(before));
        return message;
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }

    /** The engine names a module that is missing but no line: it is where the text names it. */
    private static @Nullable Integer lineOfImport(String message, String source) {
        Matcher missing = MISSING.matcher(message);
        if (!missing.find()) {
            return null;
        }
        List<String> lines = source.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.contains('"' + missing.group(1) + '"') || line.contains("'" + missing.group(1) + "'")) {
                return i + 1;
            }
        }
        return null;
    }
}
