package chad.ide.lifecycle;

import chad.ide.engine.RunKey;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * How often the supervisor has tried to go on with each run: one that takes the service down with it must not be tried for
 * ever.
 */
@Singleton
class ResumeAttempts {

    private static final int MAX_RUNS = 1_000;
    private static final int BEHIND_THE_DATABASE = 10;

    /** Earlier versions noted the run's id alone. */
    private static final String SELECT = """
            SELECT reason, tries, last_at_ms FROM resume_attempt
             WHERE run_id = ? AND store IN (?, '')
             ORDER BY store DESC
             LIMIT 1
            """;

    private static final String WRITE = """
            INSERT INTO resume_attempt (store, run_id, reason, tries, last_at_ms) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (store, run_id) DO UPDATE SET reason = excluded.reason,
                                                          tries = excluded.tries,
                                                          last_at_ms = excluded.last_at_ms
            """;

    /**
     * @param reason for which it was tried; another one begins to count anew
     * @param lastAtMs when it was tried last
     */
    private record Entry(String reason, int tries, long lastAtMs) {}

    private final SupervisorConfig config;
    private final Ledger ledger;
    private final TakeOver takeOver;
    private final Path file;
    private final Clock clock;

    ResumeAttempts(SupervisorConfig config, Ledger ledger, TakeOver takeOver, StateFolder folder, Clock clock) {
        this.config = config;
        this.ledger = ledger;
        this.takeOver = takeOver;
        this.file = folder.resumeAttempts();
        this.clock = clock;
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent starting) {
        takeOver.atStart("tries", List.of(file), (transaction, from, content) -> take(transaction, content));
    }

    /**
     * Whether there are tries left for that reason, and the pause after the last one is over. False while the database,
     * which health tells of, can't be read: nobody knows then how often it was tried.
     */
    boolean mayTry(RunKey run, String reason) {
        try {
            return ledger.first(SELECT, ResumeAttempts::entry, run.runId(), run.storeText())
                    .filter(entry -> entry.reason().equals(reason))
                    .map(entry -> entry.tries() < config.maxTries()
                            && clock.millis() >= entry.lastAtMs() + pauseMs(entry.tries()))
                    .orElse(true);
        } catch (LedgerUnavailableException told) {
            Log.debugf(told, "It can't be determined how often a run was tried. run=%s", run.runId());
            return false;
        }
    }

    /**
     * Notes a try before it is done.
     *
     * @return its number
     * @throws LedgerUnavailableException when it can't be noted; then it must not be done
     */
    int note(RunKey run, String reason) {
        return ledger.inTransaction(transaction -> {
            int tries = 1
                    + transaction
                            .first(SELECT, ResumeAttempts::entry, run.runId(), run.storeText())
                            .filter(before -> before.reason().equals(reason))
                            .map(Entry::tries)
                            .orElse(0);
            transaction.change("DELETE FROM resume_attempt WHERE run_id = ? AND store = ''", run.runId());
            transaction.change(WRITE, run.storeText(), run.runId(), reason, tries, clock.millis());
            transaction.change("""
                    DELETE FROM resume_attempt
                     WHERE last_at_ms < (SELECT last_at_ms FROM resume_attempt
                                          ORDER BY last_at_ms DESC LIMIT 1 OFFSET ?)
                    """, MAX_RUNS - 1);
            return tries;
        });
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getString("reason"), row.getInt("tries"), row.getLong("last_at_ms"));
    }

    private long pauseMs(int tries) {
        long doubled = config.backoff().toMillis() << Math.min(tries - 1, 20);
        return Math.min(doubled, config.maxBackoff().toMillis());
    }

    /** The file of an earlier edition: by the run's name a reason, tries and the time of the last. */
    private static TakeOver.Found take(Transaction transaction, byte[] content) throws SQLException {
        JsonNode root = TakeOver.json(content);
        if (!root.isObject()) {
            return new TakeOver.Found(0, 1);
        }
        long taken = 0;
        long unreadable = 0;
        for (Map.Entry<String, JsonNode> one : root.properties()) {
            JsonNode entry = one.getValue();
            if (entry.path("reason").isTextual()
                    && entry.path("tries").isInt()
                    && entry.path("lastAtMs").isNumber()) {
                RunKey run = RunKey.parse(one.getKey());
                transaction.change(
                        WRITE,
                        run.storeText(),
                        run.runId(),
                        entry.path("reason").asText(),
                        entry.path("tries").asInt(),
                        entry.path("lastAtMs").asLong());
                taken++;
            } else {
                unreadable++;
            }
        }
        return new TakeOver.Found(taken, unreadable);
    }
}
