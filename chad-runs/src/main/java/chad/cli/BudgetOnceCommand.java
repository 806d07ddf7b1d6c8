package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import picocli.CommandLine.Command;

@Command(
        name = "once",
        description = {
            "Lets a run go on past every budget that is spent now:",
            "past its own until it ends, past one of a day or month until the next."
        })
final class BudgetOnceCommand extends RunBudgetCommand {

    @Override
    ExitCode run() {
        return shown(api().post(run.at("budget"), Json.object().put("once", true)));
    }
}
