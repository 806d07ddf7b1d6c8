package chad.ide.budgets;

import chad.ide.engine.RunKey;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerRow;
import chad.ide.problem.ProblemType;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Budgets, the runs that they keep paused, and those that were let go on, in the service's own database. */
@Singleton
class BudgetQueries {

    private static final int MOST = 10_000;
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final LedgerRow<Hold> HOLD = row -> new Hold(
            new RunKey(row.getString("store"), row.getString("run_id")),
            row.getString("budget"),
            row.getString("says"),
            row.getLong("held_at_ms"),
            StoreReader.longOrNull(row, "released_at_ms"),
            row.getString("released_by"));

    private static final LedgerRow<Pass> PASS = row -> new Pass(
            new RunKey(row.getString("store"), row.getString("run_id")),
            row.getString("budget"),
            row.getLong("until_ms"),
            row.getString("given_by"));

    private final Ledger ledger;

    BudgetQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The budgets, and who changed them last. */
    record Kept(
            BudgetSettings settings,
            long revision,
            @Nullable Long changedAtMs,
            @Nullable String changedBy) {

        static final Kept NONE = new Kept(BudgetSettings.NONE, 0, null, null);
    }

    Kept settings() {
        return ledger.first(
                        "SELECT document, revision, changed_at_ms, changed_by FROM budgets WHERE id = 1",
                        row -> new Kept(
                                parse(row.getString("document")),
                                row.getLong("revision"),
                                row.getLong("changed_at_ms"),
                                row.getString("changed_by")))
                .orElse(Kept.NONE);
    }

    private static BudgetSettings parse(String document) {
        try {
            return JSON.readValue(document, BudgetSettings.class);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("the row of the table budgets can't be read", damaged);
        }
    }

    /** @throws chad.edge.ProblemException 412 when somebody was faster */
    void replace(BudgetSettings settings, String by, long atMs) {
        String document;
        try {
            document = JSON.writeValueAsString(settings);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        ledger.inTransaction(transaction -> {
            long revision = transaction
                    .first("SELECT revision FROM budgets WHERE id = 1", row -> row.getLong("revision"))
                    .orElse(0L);
            if (settings.revision() != null && settings.revision() != revision) {
                throw ProblemType.PRECONDITION_FAILED.because(
                        "The budgets have been changed since you read them. Read them again, then send your change.");
            }
            return transaction.change("""
                    INSERT INTO budgets (id, document, revision, changed_at_ms, changed_by) VALUES (1, ?, ?, ?, ?)
                        ON CONFLICT (id) DO UPDATE SET document = excluded.document, revision = excluded.revision,
                           changed_at_ms = excluded.changed_at_ms, changed_by = excluded.changed_by
                    """, document, revision + 1, atMs, by);
        });
    }

    List<Hold> holds() {
        return ledger.list("SELECT * FROM budget_hold ORDER BY held_at_ms DESC LIMIT ?", HOLD, MOST);
    }

    void keep(Hold hold) {
        ledger.change(
                """
                INSERT INTO budget_hold (store, run_id, budget, says, held_at_ms, released_at_ms, released_by)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (store, run_id) DO UPDATE SET budget = excluded.budget, says = excluded.says,
                       held_at_ms = excluded.held_at_ms, released_at_ms = excluded.released_at_ms,
                       released_by = excluded.released_by
                """,
                hold.run().storeText(),
                hold.run().runId(),
                hold.budget(),
                hold.says(),
                hold.heldAtMs(),
                hold.releasedAtMs(),
                hold.releasedBy());
    }

    void forgetHold(RunKey run) {
        ledger.change("DELETE FROM budget_hold WHERE store = ? AND run_id = ?", run.storeText(), run.runId());
    }

    List<Pass> passes(long nowMs) {
        return ledger.list("SELECT * FROM budget_pass WHERE until_ms > ? LIMIT ?", PASS, nowMs, MOST);
    }

    void keep(Pass pass) {
        ledger.change("""
                INSERT INTO budget_pass (store, run_id, budget, until_ms, given_by) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (store, run_id, budget) DO UPDATE SET until_ms = excluded.until_ms,
                       given_by = excluded.given_by
                """, pass.run().storeText(), pass.run().runId(), pass.budget(), pass.untilMs(), pass.givenBy());
    }

    void forgetPasses(long beforeMs, RunKey ofEnded) {
        ledger.change(
                "DELETE FROM budget_pass WHERE until_ms <= ? OR (store = ? AND run_id = ?)",
                beforeMs,
                ofEnded.storeText(),
                ofEnded.runId());
    }
}
