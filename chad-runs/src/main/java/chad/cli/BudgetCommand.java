package chad.cli;

import chad.cli.api.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

@Command(
        name = "budget",
        description = "Sets and removes budgets, and lets runs go on that a budget has paused.",
        subcommands = {
            BudgetSetCommand.class,
            BudgetRemoveCommand.class,
            BudgetShowCommand.class,
            BudgetRaiseCommand.class,
            BudgetOnceCommand.class
        })
final class BudgetCommand extends ServerCommand {

    @Override
    ExitCode run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
