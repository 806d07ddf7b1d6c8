package chad.ide.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as the engine recorded it, in words for people: without the address of the engine's documentation, with what
 * lies behind it where its own message does not say so, and with the stack apart.
 *
 * @param message whole, up to {@link #MAX_MESSAGE_CHARS}; empty when there is none
 * @param stack its beginning; null when there is none
 */
public record Failure(
        @Nullable String name,
        @Nullable String code,
        String message,
        @Nullable String stack) {

    public static final int MAX_MESSAGE_CHARS = 4_000;
    static final int MAX_STACK_CHARS = 8_000;
    private static final int MAX_LINE_CHARS = 1_200;
    private static final int MAX_CAUSES = 4;

    /** Of the engine alone: an address that somebody else gives with an error is how to mend it. */
    private static final Pattern DOCUMENTATION =
            Pattern.compile("(?<!\\s)\\s*See https?://([a-z0-9-]+\\.)*smithers\\.sh(/\\S*)?\\s*$");

    /** With a place in a file, or none in the engine's own code; a sentence may begin with the word as well. */
    private static final Pattern STACK_LINES = Pattern.compile(
            "\\n[ \\t]+at [^\\n]*(:\\d+:\\d+|\\((native[^\\n]*|<anonymous>|\\[native code]))\\)?[ \\t\\r]*(\\n|$)");

    /** What the engine says of a run when one of its tasks has failed. */
    private static final Pattern NO_CAUSE = Pattern.compile("Task failed: \\S+");

    static final Failure UNKNOWN = new Failure(null, null, "", null);

    /** @param error the engine's JSON; text that is no object is the message */
    public static Failure of(@Nullable JsonNode error, @Nullable String stack) {
        if (error == null || error.isMissingNode() || error.isNull()) {
            return UNKNOWN;
        }
        if (!error.isObject()) {
            return new Failure(null, null, plain(error.asText()), stack);
        }
        String message =
                plain(error.path("message").asText(error.path("summary").asText("")));
        JsonNode behind = error.path("cause");
        for (int depth = 0; depth < MAX_CAUSES && !behind.isMissingNode(); depth++) {
            String said = plain(behind.isObject() ? behind.path("message").asText("") : behind.asText(""));
            if (!said.isEmpty() && !NO_CAUSE.matcher(said).matches() && !holds(message, said)) {
                message = message.isEmpty() ? said : joined(message, said);
            }
            behind = behind.isObject() ? behind.path("cause") : MissingNode.getInstance();
        }
        return new Failure(
                textOrNull(error, "name"),
                textOrNull(error, "code"),
                message.isEmpty() && error.hasNonNull("name")
                        ? error.get("name").asText()
                        : message,
                stack);
    }

    CauseKind kind() {
        return CauseKind.of(name, code, message);
    }

    /** Whether it only says which task failed, which is nobody's cause. */
    boolean saysNothing() {
        return message.isEmpty() || NO_CAUSE.matcher(message).matches();
    }

    /** With sentences of others behind it. */
    Failure plus(String sentences) {
        return sentences.isEmpty()
                ? this
                : new Failure(name, code, cut(sentence(message) + " " + sentences, MAX_MESSAGE_CHARS), stack);
    }

    static String sentence(String words) {
        return words.matches("(?s).*[.?!…]") ? words : words + ".";
    }

    /** The message in one line. */
    String line() {
        return cut(message.replaceAll("\\s+", " ").strip(), MAX_LINE_CHARS);
    }

    /** Up to the last word that has room. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        int blank = text.lastIndexOf(' ', end);
        return text.substring(0, blank > most * 3 / 4 ? blank : end).strip() + "…";
    }

    static boolean holds(String message, String said) {
        return message.toLowerCase(Locale.ROOT).contains(said.toLowerCase(Locale.ROOT));
    }

    private static String joined(String first, String next) {
        return first + (first.matches("(?s).*[.?!…:]") ? " " : ": ") + next;
    }

    private static String plain(String message) {
        String text = DOCUMENTATION.matcher(message).replaceFirst("");
        Matcher stack = STACK_LINES.matcher(text);
        return cut((stack.find() ? text.substring(0, stack.start()) : text).strip(), MAX_MESSAGE_CHARS);
    }

    private static @Nullable String textOrNull(JsonNode error, String member) {
        return error.hasNonNull(member) ? cut(error.get(member).asText(), 200) : null;
    }
}
