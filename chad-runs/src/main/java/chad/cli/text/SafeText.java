package chad.cli.text;

import java.util.regex.Pattern;

/**
 * Text from outside, made harmless for a terminal. Node ids, log lines and what models wrote may hold escape sequences
 * that recolour, overwrite or retitle the window, or direction marks that show text in another order than it has.
 */
public final class SafeText {

    /** CSI sequences; OSC, DCS and their like up to their end; then two-character escapes. Seven and eight bit forms. */
    private static final Pattern ESCAPES = Pattern.compile("(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]"
            + "|(?:\u001b[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\\\|\u009c)?"
            + "|\u001b[ -/]*[0-~]");

    private SafeText() {}

    /** On one line: line breaks and tabs are blanks. */
    public static String line(String text) {
        return isHarmless(text) ? text : cleaned(text.replaceAll("[\\r\\n\\t\u2028\u2029]+", " "), false);
    }

    /** Line breaks and tabs stay. */
    public static String block(String text) {
        return isHarmless(text) ? text : cleaned(text.replace("\r\n", "\n"), true);
    }

    /** JSON stays the same JSON: what is dangerous can only be inside of its texts, and is escaped there. */
    public static String json(String text) {
        if (isHarmless(text)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\t' && c != '\r' && isDangerous(c)) {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String cleaned(String text, boolean keepsLines) {
        String without = ESCAPES.matcher(text).replaceAll("");
        StringBuilder clean = new StringBuilder(without.length());
        for (int i = 0; i < without.length(); i++) {
            char c = without.charAt(i);
            if (!isDangerous(c) || (keepsLines && (c == '\n' || c == '\t'))) {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    private static boolean isHarmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isDangerous(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDangerous(char c) {
        if (c < 0x7f) {
            return c < 0x20;
        }
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
