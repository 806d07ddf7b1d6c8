package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "approve", description = "Approves a gate, after showing it. The run continues.")
final class ApproveCommand extends DecideCommand {

    @Option(names = "--note", paramLabel = "TEXT", description = "A note that is saved with the decision.")
    private @Nullable String note;

    @Option(names = "--select", paramLabel = "KEY", description = "The chosen option, at a gate that asks for one.")
    private @Nullable String selected;

    @Option(
            names = "--rank",
            paramLabel = "KEY",
            description = "An option, at a gate that asks for a ranking; repeat it for each option, best first.")
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
