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
        String plain = plain(words, most);
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
