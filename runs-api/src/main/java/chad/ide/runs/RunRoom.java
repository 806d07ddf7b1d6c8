package chad.ide.runs;

import chad.ide.store.Store;
import chad.ide.store.StoreUnavailableException;

/**
 * Whether the index has room for the runs of one more store. It holds every run of every store; without this check a
 * service that has too many would end for want of memory at each start.
 */
final class RunRoom {

    /** The index keeps some twenty-five bytes a run, and twice as many more while its arrays grow. */
    private static final int BYTES_A_RUN = 80;

    /** The rest is for answers, caches and what else the service does. */
    private static final int SHARE_OF_THE_HEAP = 2;

    private final long heapBytes;

    /** @param heapBytes as {@code -Xmx} sets it */
    RunRoom(long heapBytes) {
        this.heapBytes = heapBytes;
    }

    /**
     * @param indexed runs of the other stores
     * @throws StoreUnavailableException when there is no room; its words reach {@code GET /api/stores}
     */
    void require(Store store, long runs, long indexed) {
        long most = heapBytes / SHARE_OF_THE_HEAP / BYTES_A_RUN;
        if (indexed + runs > most) {
            throw StoreUnavailableException.because(
                    store,
                    ("Its %d runs do not fit into the memory of the service, which has room for %d in total and"
                                    + " holds %d. Give it a larger heap (JAVA_OPTS=-Xmx…), or archive runs.")
                            .formatted(runs, most, indexed));
        }
    }
}
