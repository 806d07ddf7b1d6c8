package chad.cli;

import chad.cli.api.ExitCode;
import picocli.CommandLine.Command;

@Command(name = "show", description = "The budgets that a run uses: its own, its workflow's and those of all runs.")
final class BudgetShowCommand extends RunBudgetCommand {

    @Override
    ExitCode run() {
        return shown(api().get(run.at("budget")));
    }
}
