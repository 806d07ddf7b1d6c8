package chad.ide.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one store in the order of their creation, in some twenty-five bytes a run.
 *
 * <p>The engine has no index on time, and newest-first over many stores would sort everything on each request. Here the
 * entries lie in parallel arrays of primitives, sorted by creation time and position; new runs go to the end, where
 * they belong but for rare exceptions. What is filtered by (status, workflow) is a code in an array too, and how long a
 * run took lies beside it: a month of durations is then added up without a look into the store.
 *
 * <p>Not safe for concurrent use by itself: the owner locks.
 */
final class StoreIndex {

    private static final int NOT_FOUND = -1;

    /** In the place of a duration: the run goes on, or its end was not kept. */
    static final int UNKNOWN_DURATION = -1;

    private static final int MAX_SAMPLES = 16;

    private final StringPool strings;
    private long[] createdAtMs = new long[64];
    private long[] positions = new long[64];
    private byte[] statuses = new byte[64];
    private int[] workflows = new int[64];
    private int[] tookMs = new int[64];
    private boolean[] subflows = new boolean[64];

    /** How many runs have which status, by workflow: kept while they change, so that counting costs no walk over all. */
    private final Map<Integer, int[]> counts = new HashMap<>();

    private final IdSet ids = new IdSet();

    /** The first few runs, by what tells them from others of the same id: a copy of the store begins with them too. */
    private final Set<Long> samples = new HashSet<>();

    private int size;
    private long lastPosition = Long.MIN_VALUE;
    private String lastId = "";

    StoreIndex(StringPool strings) {
        this.strings = strings;
    }

    int size() {
        return size;
    }

    /** The position after which runs are not yet known. */
    long lastPosition() {
        return lastPosition;
    }

    /** The id of the run at {@link #lastPosition}; empty while there is none. */
    String lastId() {
        return lastId;
    }

    Set<Long> samples() {
        return samples;
    }

    /** Whether the store holds a run of that id, as far as can be told without asking it. */
    boolean mayHold(String runId) {
        return ids.mayHold(runId);
    }

    void add(RunQueries.Entry entry) {
        int at = insertionPoint(entry.createdAtMs(), entry.position());
        grow();
        int behind = size - at;
        System.arraycopy(createdAtMs, at, createdAtMs, at + 1, behind);
        System.arraycopy(positions, at, positions, at + 1, behind);
        System.arraycopy(statuses, at, statuses, at + 1, behind);
        System.arraycopy(workflows, at, workflows, at + 1, behind);
        System.arraycopy(tookMs, at, tookMs, at + 1, behind);
        System.arraycopy(subflows, at, subflows, at + 1, behind);
        createdAtMs[at] = entry.createdAtMs();
        positions[at] = entry.position();
        statuses[at] = strings.status(entry.status());
        workflows[at] = strings.workflow(entry.workflowName(), entry.workflowPath());
        tookMs[at] = duration(entry.durationMs());
        subflows[at] = entry.isSubflow();
        count(workflows[at], statuses[at], 1);
        size++;
        ids.add(entry.runId());
        if (samples.size() < MAX_SAMPLES) {
            samples.add(IdSet.hash(entry.runId() + "@" + entry.createdAtMs()));
        }
        if (entry.position() > lastPosition) {
            lastPosition = entry.position();
            lastId = entry.runId();
        }
    }

    /** Takes over what may change of a run. True when it did. */
    boolean update(RunRow row) {
        int at = find(row.createdAtMs(), row.position());
        if (at == NOT_FOUND) {
            return false;
        }
        byte status = strings.status(row.status());
        int workflow = strings.workflow(row.workflowName(), row.workflowPath());
        boolean changed = statuses[at] != status || workflows[at] != workflow;
        count(workflows[at], statuses[at], -1);
        count(workflow, status, 1);
        statuses[at] = status;
        workflows[at] = workflow;
        tookMs[at] = duration(row.durationMs());
        return changed;
    }

    /** Takes out the entries whose position is not among these. */
    void retain(Set<Long> present) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (present.contains(positions[i])) {
                createdAtMs[kept] = createdAtMs[i];
                positions[kept] = positions[i];
                statuses[kept] = statuses[i];
                workflows[kept] = workflows[i];
                tookMs[kept] = tookMs[i];
                subflows[kept] = subflows[i];
                kept++;
            } else {
                count(workflows[i], statuses[i], -1);
            }
        }
        size = kept;
    }

    private void count(int workflow, byte status, int change) {
        int code = status & 0xff;
        int[] known = counts.computeIfAbsent(workflow, first -> new int[16]);
        if (code >= known.length) {
            known = Arrays.copyOf(known, Math.max(code + 1, known.length * 2));
            counts.put(workflow, known);
        }
        known[code] += change;
    }

    /** Adds how many runs have each status, by workflow. */
    void countInto(Map<Integer, long[]> byWorkflow) {
        counts.forEach((workflow, byStatus) -> {
            long[] sums = byWorkflow.computeIfAbsent(workflow, first -> new long[256]);
            for (int code = 0; code < byStatus.length; code++) {
                sums[code] += byStatus[code];
            }
        });
    }

    /** One tally for each workflow that has runs here. */
    List<WorkflowTally> tallies(String store) {
        Map<Integer, long[]> sums = new HashMap<>();
        countInto(sums);
        Map<Integer, Integer> newest = new HashMap<>();
        for (int i = 0; i < size; i++) {
            newest.put(workflows[i], i); // the arrays are in the order of creation
        }
        return sums.entrySet().stream()
                .filter(entry -> newest.containsKey(entry.getKey())) // not those whose runs were all deleted
                .map(entry -> {
                    StringPool.Workflow workflow = strings.workflowOf(entry.getKey());
                    int last = newest.getOrDefault(entry.getKey(), 0);
                    return new WorkflowTally(
                            workflow.path(),
                            workflow.name(),
                            store,
                            strings.byStatus(entry.getValue()),
                            createdAtMs[last],
                            positions[last]);
                })
                .toList();
    }

    String statusAt(int at) {
        return strings.statusOf(statuses[at]);
    }

    /**
     * Indexes of the newest entries that match, newest first.
     *
     * @param sinceMs entries created before this time are left out
     * @param beforeMs entries created at this time and later are left out, but for those at this very time whose
     *     position is less than {@code beforePosition}
     */
    List<Integer> newest(long sinceMs, long beforeMs, long beforePosition, int limit, IntPredicate matches) {
        List<Integer> found = new ArrayList<>();
        int oldest = insertionPoint(sinceMs, Long.MIN_VALUE);
        for (int i = insertionPoint(beforeMs, beforePosition) - 1; i >= oldest && found.size() < limit; i--) {
            if (matches.test(i)) {
                found.add(i);
            }
        }
        return found;
    }

    /** Indexes of the entries created at a time or later and before another, oldest first. */
    IntStream between(long sinceMs, long beforeMs) {
        int end = insertionPoint(beforeMs, Long.MIN_VALUE);
        return IntStream.range(Math.min(end, insertionPoint(sinceMs, Long.MIN_VALUE)), end);
    }

    long createdAtMs(int at) {
        return createdAtMs[at];
    }

    long position(int at) {
        return positions[at];
    }

    byte status(int at) {
        return statuses[at];
    }

    int workflow(int at) {
        return workflows[at];
    }

    /** Milliseconds, at most the 24 days that fit; {@link #UNKNOWN_DURATION} when there is none. */
    int tookMs(int at) {
        return tookMs[at];
    }

    boolean isSubflow(int at) {
        return subflows[at];
    }

    private static int duration(@Nullable Long durationMs) {
        return durationMs == null ? UNKNOWN_DURATION : (int) Math.min(durationMs, Integer.MAX_VALUE);
    }

    private int find(long created, long position) {
        int at = insertionPoint(created, position);
        return at < size && createdAtMs[at] == created && positions[at] == position ? at : NOT_FOUND;
    }

    /** The first index whose entry is not older than (created, position). */
    private int insertionPoint(long created, long position) {
        int low = 0;
        int high = size;
        if (size > 0 && compare(size - 1, created, position) < 0) {
            return size; // nearly every new run
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, created, position) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(int at, long created, long position) {
        int byTime = Long.compare(createdAtMs[at], created);
        return byTime != 0 ? byTime : Long.compare(positions[at], position);
    }

    private void grow() {
        if (size < createdAtMs.length) {
            return;
        }
        int larger = size + (size >> 1);
        createdAtMs = Arrays.copyOf(createdAtMs, larger);
        positions = Arrays.copyOf(positions, larger);
        statuses = Arrays.copyOf(statuses, larger);
        workflows = Arrays.copyOf(workflows, larger);
        tookMs = Arrays.copyOf(tookMs, larger);
        subflows = Arrays.copyOf(subflows, larger);
    }
}
