package chad.ide.mcp;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Takes a long UTF-8 text as it is written, keeps one part of it and counts the rest. */
final class TextWindow extends OutputStream {

    private static final int CHARS = 8 * 1024;

    /** The bytes of a character that is not whole yet. */
    private static final int MAX_LEFT_BYTES = 8;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final CharBuffer decoded = CharBuffer.allocate(CHARS);
    private final StringBuilder part = new StringBuilder();
    private final int from;
    private final int most;
    private ByteBuffer left = ByteBuffer.allocate(0);
    private int chars;

    TextWindow(int from, int most) {
        this.from = from;
        this.most = most;
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.allocate(left.remaining() + length).put(left).put(bytes, offset, length);
        decode(in.flip(), false);
        left = ByteBuffer.allocate(MAX_LEFT_BYTES).put(in).flip();
    }

    @Override
    public void close() {
        decode(left, true);
    }

    private void decode(ByteBuffer in, boolean isLast) {
        boolean more = true;
        while (more) {
            more = decoder.decode(in, decoded, isLast).isOverflow();
            decoded.flip();
            int first = Math.max(0, from - chars);
            int end = Math.min(decoded.remaining(), from + most - chars);
            if (first < end) {
                part.append(decoded, first, end);
            }
            chars += decoded.remaining();
            decoded.clear();
        }
    }

    String part() {
        return part.toString();
    }

    /** How many there were in all. */
    int chars() {
        return chars;
    }
}
