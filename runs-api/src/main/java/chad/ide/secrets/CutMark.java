package chad.ide.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How it shows that a text was cut: by an ellipsis, or by its end, which in JSON is a quote. Limits are kept by databases
 * and by records long before a text is masked, so what they left of a value has to be known by its edge.
 */
final class CutMark {

    /** The longest of them, in bytes. */
    static final int LONGEST = 6;

    static final int LAST_OF_ELLIPSIS = 0xa6;

    private static final byte[] ELLIPSIS = "…".getBytes(UTF_8);
    private static final byte[] ESCAPED_ELLIPSIS = "\\u2026".getBytes(UTF_8);
    private static final byte[] DOTS = "...".getBytes(UTF_8);
    private static final byte[] ESCAPED_QUOTE = "\\\"".getBytes(UTF_8);
    private static final byte[] TWICE_ESCAPED_QUOTE = "\\\\\\\"".getBytes(UTF_8);

    private CutMark() {}

    static boolean standsAt(Window text, int place) {
        return place == text.end()
                ? text.isLast()
                : text.at(place) == '"'
                        || isEllipsis(text, place)
                        || text.has(place, ESCAPED_QUOTE)
                        || text.has(place, TWICE_ESCAPED_QUOTE);
    }

    static boolean isEllipsis(Window text, int place) {
        return text.has(place, ELLIPSIS) || text.has(place, ESCAPED_ELLIPSIS) || text.has(place, DOTS);
    }

    /** Whether a text begins there, or goes on behind an ellipsis. */
    static boolean standsBefore(Window text, int place) {
        int before = text.at(place - 1);
        return before < 0 || before == '"' || (place >= ELLIPSIS.length && text.has(place - ELLIPSIS.length, ELLIPSIS));
    }
}
