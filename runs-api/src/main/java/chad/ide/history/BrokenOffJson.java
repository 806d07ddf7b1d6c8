package chad.ide.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/**
 * Makes the beginning of a JSON text valid again: a text that it was broken off in ends there, what was not whole is left
 * out, and what was open is closed.
 */
final class BrokenOffJson {

    private final String text;
    private final Deque<Character> open = new ArrayDeque<>();
    private int safe;
    private String closing = "";

    private BrokenOffJson(String text) {
        this.text = text;
    }

    static String completed(String beginning) {
        return new BrokenOffJson(beginning).complete();
    }

    private String complete() {
        int at = 0;
        boolean isName = false;
        while (at < text.length()) {
            char next = text.charAt(at);
            switch (next) {
                case '{', '[' -> {
                    open.push(next == '{' ? '}' : ']');
                    isName = next == '{';
                    at++;
                    keep(at);
                }
                case '}', ']' -> {
                    open.poll();
                    at++;
                    keep(at);
                }
                case ',' -> {
                    isName = open.peek() != null && open.peek() == '}';
                    at++;
                }
                case ':' -> {
                    isName = false;
                    at++;
                }
                case '"' -> {
                    int end = endOfText(at + 1);
                    if (end < 0) {
                        return isName ? kept() : text.substring(0, wholeCharacters(at)) + '"' + closers();
                    }
                    at = end;
                    if (!isName) {
                        keep(at);
                    }
                }
                default -> at = word(at);
            }
        }
        return kept();
    }

    /** A number, true, false or null: whole only when something follows it. */
    private int word(int from) {
        int at = from + 1;
        if (Character.isWhitespace(text.charAt(from))) {
            return at;
        }
        while (at < text.length() && ",]}:\"{[ \n\r\t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at < text.length()) {
            keep(at);
        }
        return at;
    }

    /** Behind the closing quote; -1 when it was broken off before. */
    private int endOfText(int from) {
        for (int at = from; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == '\\') {
                at++;
            } else if (next == '"') {
                return at + 1;
            }
        }
        return -1;
    }

    /** Where the last whole character of an open text ends: an escape may have been cut through. */
    private int wholeCharacters(int quote) {
        int at = quote + 1;
        while (at < text.length()) {
            int next = at + 1;
            if (text.charAt(at) == '\\') {
                next = at + 1 < text.length() && text.charAt(at + 1) == 'u' ? at + 6 : at + 2;
            }
            if (next > text.length()) {
                return at;
            }
            at = next;
        }
        return at;
    }

    private void keep(int end) {
        safe = end;
        closing = closers();
    }

    private String kept() {
        return safe == 0 ? "null" : text.substring(0, safe) + closing;
    }

    private String closers() {
        return open.stream().map(String::valueOf).collect(Collectors.joining());
    }
}
