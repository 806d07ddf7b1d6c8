package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "set",
        description = {
            "Sets what all runs, or those of a workflow, may use in a day or a month.",
            "Runs that the budget had paused go on when it has room now."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class BudgetSetCommand extends BudgetChange {

    @Mixin
    private LimitOptions limit;

    @Override
    ObjectNode limit() {
        return limit.limit();
    }
}
