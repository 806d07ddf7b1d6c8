package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(name = "rm", description = "Removes the budget of a day or a month.")
final class BudgetRemoveCommand extends BudgetChange {

    @Override
    @Nullable ObjectNode limit() {
        return null;
    }
}
