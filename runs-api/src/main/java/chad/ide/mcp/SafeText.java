package chad.ide.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text from runs, made fit for an answer to a model: short, and without characters that nobody sees. */
final class SafeText {

    /**
     * Control characters but line ends and tabs, format characters such as those that turn the direction of text, and halves
     * of surrogate pairs, which are no characters and in UTF-8 can't be written.
     */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}&&[^\\n\\t]]");

    private SafeText() {}

    /** The beginning of the text; null stays null. */
    static @Nullable String text(@Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        String seen = UNSEEN.matcher(beginning(text, most + 1)).replaceAll("");
        return text.length() <= most ? seen : beginning(seen, most) + "… (%d characters)".formatted(text.length());
    }

    /** The value, or the beginning of its JSON text when that is longer. */
    static @Nullable JsonNode json(@Nullable JsonNode value, int most) {
        if (value == null) {
            return null;
        }
        String text = value.toString();
        return text.length() <= most ? value : JsonNodeFactory.instance.textNode(text(text, most));
    }

    /** ISO 8601; models misread epoch milliseconds. */
    static @Nullable String time(@Nullable Long atMs) {
        return atMs == null ? null : Instant.ofEpochMilli(atMs).toString();
    }

    private static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
