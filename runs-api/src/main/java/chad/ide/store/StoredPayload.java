package chad.ide.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One value of a store, to be read from its beginning as often as is wanted. It is read a piece at a time, each by a short
 * read of its own, so that a slow client holds back no checkpoint and little of it is in memory.
 */
public final class StoredPayload {

    private static final int PIECE_BYTES = 1 << 20;

    /** Each piece costs a look at the whole value, so long ones are read in longer pieces. */
    private static final int LONG_PIECE_BYTES = 4 << 20;

    private static final int LONG_BYTES = 32 << 20;

    /** @param size in bytes; null for no value */
    record Measure(@Nullable Long size, String type) {}

    /** Reads a piece; empty when the value has another length than before, null when it is gone. */
    interface Pieces {
        byte @Nullable [] read(long from, int bytes);
    }

    private final Measure measure;
    private final LargeValues largeValues;
    private final Pieces pieces;

    StoredPayload(Measure measure, LargeValues largeValues, Pieces pieces) {
        this.measure = measure;
        this.largeValues = largeValues;
        this.pieces = pieces;
    }

    public long sizeBytes() {
        return Objects.requireNonNull(measure.size());
    }

    public boolean isBlob() {
        return measure.type().equals("blob");
    }

    /** The bytes of a text are UTF-8 as far as the store is sound. Fails with an exception when the value changes. */
    public InputStream open() {
        return new PieceStream();
    }

    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    private final class PieceStream extends InputStream {

        private byte[] piece = new byte[0];
        private int at;
        private long read;

        @Override
        public int read() throws IOException {
            return hasMore() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!hasMore()) {
                return -1;
            }
            int taken = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, taken);
            at += taken;
            return taken;
        }

        private boolean hasMore() throws IOException {
            if (at < piece.length) {
                return true;
            }
            if (read >= sizeBytes()) {
                return false;
            }
            int wanted = sizeBytes() > LONG_BYTES ? LONG_PIECE_BYTES : PIECE_BYTES;
            byte[] next = largeValues.inTurn(
                    sizeBytes(), () -> Objects.requireNonNullElse(pieces.read(read, wanted), new byte[0]));
            if (next.length == 0) {
                throw new IOException("The value was changed while it was being read; ask again.");
            }
            piece = next;
            at = 0;
            read += next.length;
            return true;
        }
    }
}
