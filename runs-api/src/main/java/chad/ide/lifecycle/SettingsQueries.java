package chad.ide.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.ProblemException;
import chad.ide.engine.RunKey;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.ledger.Transaction;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Remembers the {@link RunSettings} of runs that have any, in the service's database. The oldest beyond ten thousand go. */
@Singleton
class SettingsQueries {

    private static final int MAX_RUNS = 10_000;
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final String WRITE = """
            INSERT INTO run_settings (store, run_id, settings, kept_at_ms) VALUES (?, ?, ?, ?)
                ON CONFLICT (store, run_id) DO UPDATE SET settings = excluded.settings, kept_at_ms = excluded.kept_at_ms
            """;

    /** Of an odd name earlier editions only kept the number. */
    private static final String OF_RUN = "store IN (?, ?) AND run_id IN (?, ?)";

    private final Ledger ledger;
    private final Clock clock;
    private volatile @Nullable Boolean hasBudgets;

    SettingsQueries(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @throws ProblemException when they can't be kept: then the run must not be started */
    void keep(RunKey run, RunSettings settings) {
        if (!settings.equals(find(run).orElse(RunSettings.NONE))) {
            write(run, settings);
        }
    }

    /** Those of a run whose store shows when its row does, see {@link #launched}. An earlier run of that id had others. */
    void keepLaunched(String runId, RunSettings settings) {
        write(RunKey.launched(runId), settings);
    }

    /**
     * Whether any run has a budget of its own, among those that are remembered.
     *
     * @throws LedgerUnavailableException when nobody can tell now
     */
    boolean haveBudgets() {
        Boolean known = hasBudgets;
        if (known == null) {
            known = ledger.first(
                            "SELECT 1 AS found FROM run_settings WHERE settings LIKE '%\"budget\":{%' LIMIT 1",
                            row -> true)
                    .isPresent();
            hasBudgets = known;
        }
        return known;
    }

    private void write(RunKey run, RunSettings settings) {
        if (settings.budget() != null) {
            hasBudgets = true;
        }
        try {
            ledger.inTransaction(transaction -> {
                write(transaction, run, json(settings), clock.millis());
                return transaction.change("""
                        DELETE FROM run_settings
                         WHERE kept_at_ms < (SELECT kept_at_ms FROM run_settings
                                              ORDER BY kept_at_ms DESC LIMIT 1 OFFSET ?)
                        """, MAX_RUNS - 1);
            });
        } catch (LedgerUnavailableException failure) {
            throw ProblemType.LEDGER_UNAVAILABLE.because(
                    "The settings of run `%s` could not be written, so it was not started. %s"
                            .formatted(run.runId(), failure.reason()),
                    failure);
        }
    }

    static int write(Transaction transaction, RunKey run, String settings, long atMs) throws SQLException {
        return transaction.change(WRITE, run.storeText(), run.runId(), settings, atMs);
    }

    private static String json(RunSettings settings) {
        try {
            return JSON.writeValueAsString(settings);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static RunSettings parse(byte[] json) throws JsonProcessingException {
        return JSON.readValue(new String(json, UTF_8), RunSettings.class);
    }

    /** The row of the run that was launched has been seen in that store: its settings are not those of any other. */
    void launched(RunKey run) {
        try {
            ledger.inTransaction(transaction -> moveLaunched(transaction, run));
        } catch (LedgerUnavailableException failure) {
            Log.warnf(
                    failure,
                    "The settings of a run remain without its store. run=%s store=%s",
                    run.runId(),
                    run.store());
        }
    }

    private static int moveLaunched(Transaction transaction, RunKey run) throws SQLException {
        RunKey waiting = RunKey.launched(run.runId());
        if (transaction
                .first("SELECT 1 FROM run_settings WHERE " + OF_RUN, row -> row.getInt(1), names(waiting))
                .isEmpty()) {
            return 0;
        }
        transaction.change("DELETE FROM run_settings WHERE " + OF_RUN, names(run));
        return transaction.change(
                "UPDATE run_settings SET store = ?, run_id = ? WHERE store = '' AND run_id IN (?, ?)",
                run.storeText(),
                run.runId(),
                run.runId(),
                RunIds.fileName(run.runId()));
    }

    /**
     * As {@link #launched}, when nobody saw the row then, and for what earlier versions kept by the run's id alone.
     *
     * @throws ProblemException when nobody can tell now
     */
    void adopt(RunKey run) {
        if (row(run).isEmpty()) {
            launched(run);
        }
    }

    /**
     * Those of the run; none when it has none.
     *
     * @throws ProblemException when there are some that can't be read, or nobody can tell: a run must not go on with
     *     others than it began with
     */
    RunSettings of(RunKey run) {
        Optional<RunSettings> found = find(run);
        if (found.isEmpty() && ledger.begunAnewAt().isPresent()) {
            throw ProblemType.INTERNAL.because(
                    ("The settings that run `%s` was launched with are not known, because the service's database"
                                    + " was damaged. Restore a backup, or recover what you can; once the damaged file"
                                    + " (`runs-ide.sqlite.damaged-…`) has been moved away, the run continues without settings.")
                            .formatted(run.runId()));
        }
        return found.orElse(RunSettings.NONE);
    }

    private Optional<RunSettings> find(RunKey run) {
        Optional<String> kept = rowOrLaunched(run);
        try {
            return kept.isEmpty()
                    ? Optional.empty()
                    : Optional.of(parse(kept.get().getBytes(UTF_8)));
        } catch (JsonProcessingException damaged) {
            throw ProblemType.INTERNAL.because(
                    ("The settings that run `%s` was launched with can't be read: repair or delete its row of the"
                                    + " table run_settings in runs-api/runs-ide.sqlite, while the service is stopped.")
                            .formatted(run.runId()),
                    damaged);
        }
    }

    private Optional<String> row(RunKey run) {
        return first(
                run, "SELECT settings FROM run_settings WHERE " + OF_RUN + " ORDER BY kept_at_ms DESC", names(run));
    }

    /** In one statement: between two of them the row may move from where the one looks to where the other has looked. */
    private Optional<String> rowOrLaunched(RunKey run) {
        Object[] names = Stream.of(names(run), names(RunKey.launched(run.runId())))
                .flatMap(Arrays::stream)
                .toArray();
        return first(
                run,
                "SELECT settings FROM run_settings WHERE (%1$s) OR (%1$s) ORDER BY CASE WHEN store = '' THEN 1 ELSE 0 END, kept_at_ms DESC"
                        .formatted(OF_RUN),
                names);
    }

    private Optional<String> first(RunKey run, String sql, Object[] names) {
        try {
            return ledger.first(sql, row -> row.getString("settings"), names);
        } catch (LedgerUnavailableException unavailable) {
            throw ProblemType.LEDGER_UNAVAILABLE.because(
                    "The settings that run `%s` was launched with can't be read at the moment. %s"
                            .formatted(run.runId(), unavailable.reason()),
                    unavailable);
        }
    }

    private static Object[] names(RunKey run) {
        String store = run.storeText();
        return new Object[] {
            store, store.isEmpty() ? store : RunIds.fileName(store), run.runId(), RunIds.fileName(run.runId())
        };
    }
}
