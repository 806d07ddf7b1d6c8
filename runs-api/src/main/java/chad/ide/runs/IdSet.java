package chad.ide.runs;

import java.util.Arrays;

/**
 * Which run ids a store may hold, in eight bytes an id: a 64-bit hash of each, sorted, and the newest few unsorted behind
 * them. An id that was added is always found; one that was not is found by accident only, and who needs to know asks the
 * store. Nothing is ever taken out: a store whose runs were deleted is indexed anew.
 *
 * <p>Not safe for concurrent use by itself: the owner locks.
 */
final class IdSet {

    private static final int MAX_UNSORTED = 512;

    private long[] sorted = new long[0];
    private final long[] newest = new long[MAX_UNSORTED];
    private int newestCount;

    void add(String id) {
        if (newestCount == MAX_UNSORTED) {
            sortIn();
        }
        newest[newestCount] = hash(id);
        newestCount++;
    }

    private void sortIn() {
        long[] all = Arrays.copyOf(sorted, sorted.length + newestCount);
        System.arraycopy(newest, 0, all, sorted.length, newestCount);
        Arrays.sort(all);
        sorted = all;
        newestCount = 0;
    }

    boolean mayHold(String id) {
        return mayHold(hash(id));
    }

    boolean mayHold(long hash) {
        for (int i = 0; i < newestCount; i++) {
            if (newest[i] == hash) {
                return true;
            }
        }
        return Arrays.binarySearch(sorted, hash) >= 0;
    }

    /** FNV-1a over the characters, and a last mixing as of SplitMix64. */
    static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
