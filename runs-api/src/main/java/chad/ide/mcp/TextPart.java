package chad.ide.mcp;

import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long text.
 *
 * @param chars length of the whole
 * @param nextOffset where the next part begins; null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TextPart(
        String text, int offset, int chars, @Nullable Integer nextOffset) {

    /** @throws chad.edge.ProblemException 400 for an offset behind the end */
    static TextPart of(String whole, @Nullable Integer from, int most) {
        int offset = from == null ? 0 : from;
        if (offset < 0 || offset > whole.length()) {
            throw ProblemType.invalid("offset", Integer.toString(offset), "0 to %d".formatted(whole.length()));
        }
        int end = Math.min(whole.length(), offset + most);
        if (end < whole.length() && Character.isHighSurrogate(whole.charAt(end - 1))) {
            end--;
        }
        return new TextPart(whole.substring(offset, end), offset, whole.length(), end < whole.length() ? end : null);
    }

    /** What writes a text that is too long to be held. */
    interface Written {
        void write(OutputStream out) throws IOException;
    }

    /**
     * A part of a text that is too long to be held: it is written to its end, and all but the part is let go.
     *
     * @throws chad.edge.ProblemException 400 for an offset behind the end
     */
    static TextPart ofLong(Written whole, @Nullable Integer from, int most) {
        int offset = from == null ? 0 : from;
        TextWindow window = new TextWindow(offset, most);
        try (window) {
            whole.write(window);
        } catch (IOException changed) {
            throw ProblemType.STORE_UNAVAILABLE.because(
                    "The value changed while it was being read. Try again.", changed);
        }
        if (offset < 0 || offset > window.chars()) {
            throw ProblemType.invalid("offset", Integer.toString(offset), "0 to %d".formatted(window.chars()));
        }
        int end = offset + window.part().length();
        return new TextPart(window.part(), offset, window.chars(), end < window.chars() ? end : null);
    }
}
