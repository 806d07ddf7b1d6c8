package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "approve", description = "Approves a gate, which is shown before; the run goes on.")
final class ApproveCommand extends DecideCommand {

    @Option(names = "--note", paramLabel = "TEXT", description = "Kept with the decision.")
    private @Nullable String note;

    @Option(
            names = "--select",
            paramLabel = "KEY",
            description = "The option that is chosen, at a gate that asks for one.")
    private @Nullable String selected;

    @Option(
            names = "--rank",
            paramLabel = "KEY",
            description = "An option, at a gate that asks for an order; once for each, the best first.")
    private List<String> ranked = new ArrayList<>();

    @Override
    String verb() {
        return "approve";
    }

    @Override
    void complete(ObjectNode body) {
        if (note != null) {
            body.put("note", note);
        }
        if (selected != null) {
            body.put("selected", selected);
        }
        if (!ranked.isEmpty()) {
            ranked.forEach(body.putArray("ranked")::add);
        }
    }
}
