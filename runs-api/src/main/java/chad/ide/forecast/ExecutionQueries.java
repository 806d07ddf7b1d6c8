package chad.ide.forecast;

import chad.ide.forecast.Execution.Sign;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads from the events of a run when it was executed. */
@Singleton
class ExecutionQueries {

    private static final int CHUNK = 5_000;

    private final StoreReader reader;

    ExecutionQueries(StoreReader reader) {
        this.reader = reader;
    }

    /**
     * With what has happened since. Payloads are not read, so that a run of a hundred thousand events takes some dozens of
     * milliseconds once. What other processes write about a run that waits (decisions, signals, states) is left out.
     */
    Execution further(Store store, String runId, Execution known) {
        if (!reader.shape(store).has("_smithers_events", "seq")) {
            return known;
        }
        Execution execution = known;
        List<Sign> signs;
        do {
            signs = reader.list(
                    store,
                    """
                    SELECT seq, timestamp_ms, type = 'RunStarted' AS is_start
                      FROM _smithers_events
                     WHERE run_id = ? AND seq > ?
                       AND (type GLOB 'Node*' OR type GLOB 'Task*' OR type GLOB 'Agent*' OR type GLOB 'Frame*'
                            OR type IN ('RunStarted', 'RunFinished', 'RunFailed', 'RunCancelled', 'TokenUsageReported'))
                     ORDER BY seq
                     LIMIT %d
                    """.formatted(CHUNK),
                    row -> new Sign(row.getLong("seq"), row.getLong("timestamp_ms"), row.getBoolean("is_start")),
                    runId,
                    execution.lastSeq());
            execution = execution.plus(signs);
        } while (signs.size() == CHUNK);
        return execution;
    }

    /** Whether the event up to which a run was read is still there: a rewind takes events away. */
    boolean has(Store store, String runId, long seq) {
        return seq < 0
                || reader.first(
                                store,
                                "SELECT 1 FROM _smithers_events WHERE run_id = ? AND seq = ?",
                                row -> true,
                                runId,
                                seq)
                        .isPresent();
    }
}
