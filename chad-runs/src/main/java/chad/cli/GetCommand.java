package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "get", description = "One run in full: verdict, nodes, attempts, outputs, open gates.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class GetCommand extends ReadCommand {

    @Mixin
    private RunChoice run;

    @Override
    Query query() {
        return run.at();
    }

    @Override
    void show(JsonNode answer, Screen screen) {
        RunView.print(answer, screen);
    }
}
