package chad.ide.reports;

import java.util.regex.Pattern;

/**
 * Words that others wrote, made harmless for markdown: run ids, errors and outputs come from models and workflows.
 *
 * <p>What comes out is one line that belongs into the middle of a line: there no character can open a list, a heading
 * or a block. What could open markup, HTML, a formula or a link by itself is escaped; what a terminal or a reader's eye
 * could be fooled with (controls, reversed writing, invisible characters) is dropped.
 */
final class Markdown {

    private static final Pattern GAP = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}]");

    /** {@code www.} alone becomes a link in the dialect of GitHub. */
    private static final Pattern WWW = Pattern.compile("(?i)\\b(www)\\.");

    private Markdown() {}

    /** Text as it is, in one line of at most so many characters. */
    static String text(String words, int most) {
        return escaped(plain(words, most));
    }

    /** A sentence of the service, which marks names by backticks, in one line of at most so many characters. */
    static String sentence(String words, int most) {
        String[] parts = plain(words, most).split("`", -1);
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            boolean isMarked = i % 2 == 1;
            boolean isClosed = i < parts.length - 1;
            if (isMarked && isClosed && !parts[i].isBlank()) {
                safe.append(code(parts[i], most));
            } else if (isMarked) {
                safe.append(escaped("`" + parts[i] + (isClosed ? "`" : "")));
            } else {
                safe.append(escaped(parts[i]));
            }
        }
        return safe.toString();
    }

    private static String escaped(String plain) {
        StringBuilder safe = new StringBuilder(plain.length() + 16);
        for (int i = 0; i < plain.length(); i++) {
            char letter = plain.charAt(i);
            switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '[' -> safe.append("&#91;");
                case ']' -> safe.append("&#93;");
                case '\\', '`', '*', '_', '~', '|', '$', '@' ->
                    safe.append('\\').append(letter);
                case ':' -> safe.append(i + 1 < plain.length() && plain.charAt(i + 1) == '/' ? "\\:" : ":");
                default -> safe.append(letter);
            }
        }
        return WWW.matcher(safe).replaceAll("$1\\\\.");
    }

    /** A name or an id, as code; one that could be a tag to a reader that knows HTML better than Markdown, as text. */
    static String code(String words, int most) {
        if (words.indexOf('<') >= 0) {
            return text(words, most);
        }
        return "`" + plain(words, most).replace('`', '\'') + "`";
    }

    /** @param address made by us: encoded, and without brackets or spaces */
    static String link(String label, String address) {
        return "[%s](%s)".formatted(text(label, 200), address);
    }

    private static String plain(String words, int most) {
        // Looked at no further than it could be needed: an output can have megabytes.
        String beginning = words.substring(0, Math.min(words.length(), most * 4));
        String line = UNSEEN.matcher(GAP.matcher(beginning).replaceAll(" "))
                .replaceAll("")
                .strip();
        int points = line.codePointCount(0, line.length());
        boolean isCut = points > most || beginning.length() < words.length();
        String kept = points > most
                ? line.substring(0, line.offsetByCodePoints(0, most)).stripTrailing()
                : line;
        return isCut ? kept + "…" : kept;
    }
}
