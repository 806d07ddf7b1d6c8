package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "approvals", description = "Gates that wait for a decision, oldest first, with everything they ask.")
final class ApprovalsCommand extends ListCommand {

    @Override
    Query query() {
        return Query.of("approvals");
    }

    @Override
    int largestPage() {
        return 500;
    }

    @Override
    String nothing() {
        return "No gate is waiting.";
    }

    @Override
    void show(JsonNode gates, Screen screen) {
        gates.forEach(gate -> {
            GateView.print(gate, screen);
            screen.line("");
        });
        String run = Format.text(gates.get(0).path("runId"));
        remark("Decide: chad-runs approve %s --note '…', or chad-runs deny %s".formatted(run, run));
    }
}
