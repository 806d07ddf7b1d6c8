package chad.ide.secrets;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes bytes on without the values. What could be the beginning of one is held back until it is known whether it is,
 * over the borders of what is written and flushed; closing writes the rest.
 */
final class MaskedOutput extends FilterOutputStream {

    private static final int ROOM = 8_192;

    private final Mask mask;
    private final byte[] held;
    private int size;

    MaskedOutput(OutputStream out, Mask mask) {
        super(out);
        this.mask = mask;
        this.held = new byte[Math.max(ROOM, 2 * mask.longest())];
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int some = Math.min(left, held.length - size);
            System.arraycopy(bytes, from, held, size, some);
            size += some;
            from += some;
            left -= some;
            pass(false);
        }
    }

    /** Leaves less than the longest value behind, so that there always is room. */
    private void pass(boolean isEnd) throws IOException {
        int safe = isEnd ? size : size - mask.longest() + 1; // before it a whole value would be seen
        int at = 0;
        while (at < safe) {
            int next = mask.next(held, at, safe);
            out.write(held, at, next - at);
            at = next;
            if (at >= safe) {
                break;
            }
            Mask.Pattern found = mask.at(held, at, size);
            if (found == null) {
                out.write(held[at]);
                at++;
            } else {
                out.write(found.replacement());
                at += found.secret().length;
            }
        }
        if (at > 0) {
            System.arraycopy(held, at, held, 0, size - at);
            size -= at;
        }
    }

    @Override
    public void close() throws IOException {
        pass(true);
        super.close();
    }
}
