package chad.ide.engine;

import chad.ide.files.StateFolder;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.ledger.TakeOver;
import chad.ide.ledger.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * The runs that a clean stop of the service interrupted, as opposed to those that an operator paused: they are to go on
 * when the service is back. One without a store was noted by an earlier version, or of a run whose store was not known yet.
 */
@Singleton
public class InterruptedRuns {

    private static final int BEHIND_THE_DATABASE = 10;
    private static final String INSERT = """
            INSERT INTO interrupted_run (store, run_id) VALUES (?, ?)
                ON CONFLICT (store, run_id) DO NOTHING
            """;

    private final Ledger ledger;
    private final TakeOver takeOver;
    private final Path file;

    InterruptedRuns(Ledger ledger, TakeOver takeOver, StateFolder folder) {
        this.ledger = ledger;
        this.takeOver = takeOver;
        this.file = folder.interruptedRuns();
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent starting) {
        takeOver.atStart("interrupted runs", List.of(file), (transaction, from, content) -> take(transaction, content));
    }

    /** False while the database, which health tells of, can't be read: then nobody goes on with them by himself. */
    public boolean has(RunKey run) {
        try {
            return ledger.first(
                            "SELECT 1 FROM interrupted_run WHERE run_id = ? AND store IN (?, '')",
                            row -> row.getInt(1),
                            run.runId(),
                            run.storeText())
                    .isPresent();
        } catch (LedgerUnavailableException told) {
            Log.debugf(told, "It can't be determined whether a stop interrupted a run. run=%s", run.runId());
            return false;
        }
    }

    /** Somebody else has decided what becomes of the run. */
    public void forget(RunKey run) {
        try {
            ledger.change(
                    "DELETE FROM interrupted_run WHERE run_id = ? AND store IN (?, '')", run.runId(), run.storeText());
        } catch (LedgerUnavailableException failure) {
            Log.warnf(
                    failure,
                    "It could not be recorded that a run is no longer interrupted by a stop. Pause it again"
                            + " after a restart if it is to stay paused. run=%s store=%s",
                    run.runId(),
                    run.store());
        }
    }

    void note(RunKey run) {
        try {
            ledger.change(INSERT, run.storeText(), run.runId());
        } catch (LedgerUnavailableException failure) {
            Log.warnf(
                    failure,
                    "It could not be recorded that this stop interrupts a run: resume it by hand. run=%s store=%s",
                    run.runId(),
                    run.store());
        }
    }

    /** A list of names, as {@link RunKey#parse} reads them. */
    private static TakeOver.Found take(Transaction transaction, byte[] content) throws SQLException {
        JsonNode names = TakeOver.json(content);
        if (!names.isArray()) {
            return new TakeOver.Found(0, 1);
        }
        long unreadable = 0;
        for (JsonNode name : names) {
            if (name.isTextual()) {
                RunKey run = RunKey.parse(name.asText());
                transaction.change(INSERT, run.storeText(), run.runId());
            } else {
                unreadable++;
            }
        }
        return new TakeOver.Found(names.size() - unreadable, unreadable);
    }
}
