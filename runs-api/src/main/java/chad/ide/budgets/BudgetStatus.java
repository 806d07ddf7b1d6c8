package chad.ide.budgets;

import chad.ide.lifecycle.BudgetLimit;
import chad.ide.spend.UsedTokens;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A budget and where it stands.
 *
 * @param id {@code day}, {@code fusion.jsx/month}, or {@code run} for that of a run
 * @param workflow null for a budget of all runs
 * @param sinceMs when its day or month began, or the run's budget
 * @param untilMs when it begins anew; null for that of a run
 * @param share of the limit that is nearer; 1 and more when it is reached
 * @param says the figures in words
 */
public record BudgetStatus(
        @Schema(examples = "day") String id,
        @Schema(examples = "fusion.jsx") @Nullable String workflow,
        Period period,
        BudgetLimit limit,
        @Schema(examples = "1795820400000") long sinceMs,
        @Schema(examples = "1795906800000") @Nullable Long untilMs,
        UsedTokens used,
        @Schema(examples = "0.81") double share,
        State state,

        @Schema(examples = "$16.20 of $20.00 today for all runs")
        String says) {

    /** How near the limit is. */
    @Schema(
            name = "BudgetState",
            type = SchemaType.STRING,
            enumeration = {"ok", "near", "spent"})
    public enum State {
        OK,
        /** From the share on from which it is told of. */
        NEAR,
        /** Runs are paused, and launches refused. */
        SPENT;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static BudgetStatus of(Account account, double warning, boolean isWhole) {
        State state = account.isSpent() ? State.SPENT : account.share() >= warning ? State.NEAR : State.OK;
        return new BudgetStatus(
                account.id(),
                account.workflow(),
                account.period(),
                account.limit(),
                account.sinceMs(),
                account.period() == Period.RUN ? null : account.untilMs(),
                account.spent().told(isWhole),
                account.share(),
                state,
                account.says());
    }
}
