package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "raise",
        description = {
            "Gives a run another budget of its own, what it has used included.",
            "One that its budget had paused goes on within some seconds."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class BudgetRaiseCommand extends RunBudgetCommand {

    @Mixin
    private LimitOptions limit;

    @Override
    ExitCode run() {
        return shown(api().post(run.at("budget"), Json.object().set("limit", limit.limit())));
    }
}
