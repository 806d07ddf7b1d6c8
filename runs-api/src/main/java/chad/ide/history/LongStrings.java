package chad.ide.history;

import chad.ide.history.Transcript.Text;
import java.io.IOException;
import java.io.Reader;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the long texts of a JSON document while it is read, so that a conversation of any length becomes a tree of bounded
 * size. A text that was cut ends in a mark with its length, which nobody else can write, for part of it is random.
 */
final class LongStrings {

    /** Texts behind the point where all of them together were too much keep so many characters. */
    private static final int CHARS_AT_LEAST = 200;

    private static final int BUFFER_CHARS = 16 * 1024;

    private final String mark = "…" + UUID.randomUUID() + ":";
    private final Pattern marks = Pattern.compile(mark + "(\\d+)…");
    private final int charsOfEach;
    private long charsLeft;

    /**
     * @param charsOfEach of one text
     * @param charsOfAll of all texts together
     */
    LongStrings(int charsOfEach, long charsOfAll) {
        this.charsOfEach = charsOfEach;
        this.charsLeft = charsOfAll;
    }

    /** The document with its long texts cut. Whether it is JSON at all shows when it is parsed. */
    Reader cut(Reader document) {
        return new CuttingReader(document);
    }

    /** A text of such a document, and how long it was. */
    @Nullable Text text(@Nullable String read) {
        if (read == null || read.isEmpty()) {
            return null;
        }
        Matcher found = marks.matcher(read);
        StringBuilder text = new StringBuilder();
        long chars = 0;
        boolean isCut = false;
        while (found.find()) {
            isCut = true;
            found.appendReplacement(text, found.end() == read.length() ? "" : "…");
            chars += Long.parseLong(found.group(1));
        }
        found.appendTail(text);
        String shown = text.length() <= charsOfEach ? text.toString() : text.substring(0, charsOfEach);
        isCut |= shown.length() < text.length();
        return new Text(shown, (int) Math.min(Integer.MAX_VALUE, text.length() + chars), isCut);
    }

    private final class CuttingReader extends Reader {

        private final Reader in;
        private final char[] buffer = new char[BUFFER_CHARS];
        private int at;
        private int end;
        private String pending = "";
        private int pendingAt;
        private boolean inText;
        private long chars;
        private int limit;

        CuttingReader(Reader in) {
            this.in = in;
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            int written = 0;
            while (written < length) {
                if (pendingAt < pending.length()) {
                    into[offset + written++] = pending.charAt(pendingAt++);
                    continue;
                }
                int next = next();
                if (next < 0) {
                    return written == 0 ? -1 : written;
                }
                written += take((char) next, into, offset + written);
            }
            return written;
        }

        /** How many characters it wrote: one or none. What an escape needs more is pending. */
        private int take(char next, char[] into, int offset) throws IOException {
            if (!inText) {
                if (next == '"') {
                    inText = true;
                    chars = 0;
                    limit = (int) Math.max(CHARS_AT_LEAST, Math.min(charsOfEach, charsLeft));
                }
                into[offset] = next;
                return 1;
            }
            if (next == '"') {
                inText = false;
                charsLeft -= Math.min(chars, limit);
                pendWhole(chars > limit ? mark + (chars - limit) + "…\"" : "\"");
                return 0;
            }
            String escape = next == '\\' ? escape() : "";
            chars++;
            if (chars > limit) {
                return 0;
            }
            pendWhole(escape);
            into[offset] = next;
            return 1;
        }

        private String escape() throws IOException {
            StringBuilder escape = new StringBuilder();
            int first = next();
            if (first >= 0) {
                escape.append((char) first);
            }
            for (int i = 0; first == 'u' && i < 4; i++) {
                int digit = next();
                if (digit >= 0) {
                    escape.append((char) digit);
                }
            }
            return escape.toString();
        }

        private void pendWhole(String text) {
            pending = text;
            pendingAt = 0;
        }

        private int next() throws IOException {
            if (at == end) {
                end = Math.max(0, in.read(buffer, 0, buffer.length));
                at = 0;
                if (end == 0) {
                    return -1;
                }
            }
            return buffer[at++];
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
