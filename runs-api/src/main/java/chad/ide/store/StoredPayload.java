package chad.ide.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One value of a store, to be read from its beginning as often as is wanted. A long one is read through {@link LargeValues};
 * another a piece at a time, each by a short read of its own, so that a slow client holds back no checkpoint and little of
 * it is in memory.
 */
public final class StoredPayload {

    private static final int PIECE_BYTES = 1 << 20;

    /** @param size in bytes; null for no value */
    record Measure(@Nullable Long size, String type) {}

    /** Reads a piece; empty when the value has another length than before, null when it is gone. */
    interface Pieces {
        byte @Nullable [] read(long from, int bytes);
    }

    /** Opens the whole value. */
    interface Whole {
        InputStream open(StoredPayload payload);
    }

    private final Measure measure;
    private final Pieces pieces;
    private final Whole whole;

    StoredPayload(Measure measure, Pieces pieces, Whole whole) {
        this.measure = measure;
        this.pieces = pieces;
        this.whole = whole;
    }

    public long sizeBytes() {
        return Objects.requireNonNull(measure.size());
    }

    public boolean isBlob() {
        return measure.type().equals("blob");
    }

    /**
     * The bytes of a text are UTF-8 as far as the store is sound. To be closed. Fails with an exception when the value
     * changes.
     *
     * @throws chad.edge.ProblemException 503 when others are reading long values, 507 when the disk is too full
     */
    public InputStream open() {
        return sizeBytes() > LargeValues.LARGE_BYTES ? whole.open(this) : new PieceStream();
    }

    /**
     * Reads a long value into its file now, so that what stands against it is known before an answer begins.
     *
     * @throws chad.edge.ProblemException as {@link #open}
     */
    public void prepare() throws IOException {
        if (sizeBytes() > LargeValues.LARGE_BYTES) {
            open().close();
        }
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
            byte[] next = Objects.requireNonNullElse(pieces.read(read, PIECE_BYTES), new byte[0]);
            if (next.length == 0) {
                throw new IOException("The value changed while it was being read; try again.");
            }
            piece = next;
            at = 0;
            read += next.length;
            return true;
        }
    }
}
