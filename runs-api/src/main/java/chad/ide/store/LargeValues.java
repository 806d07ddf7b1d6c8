package chad.ide.store;

import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets readers of very long values take turns. SQLite holds a value whole, outside of the heap, whatever part of it is
 * asked for: sixteen clients that each stream 200 MB would need three gigabytes.
 */
@Singleton
class LargeValues {

    private static final int LARGE_BYTES = 16 << 20;
    private static final int PATIENCE_S = 60;

    private final Semaphore turn = new Semaphore(1, true);

    /** Reads a part of a value. */
    interface Read {
        byte[] run();
    }

    byte[] inTurn(long valueBytes, Read read) {
        if (valueBytes < LARGE_BYTES) {
            return read.run();
        }
        try {
            if (!turn.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Others have been reading long values for " + PATIENCE_S + " s.");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The service is stopping.", stopping);
        }
        try {
            return read.run();
        } finally {
            turn.release();
        }
    }
}
