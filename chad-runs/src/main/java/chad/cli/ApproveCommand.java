package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "approve", description = "Approves a gate, which is shown before; the run goes on.")
final class ApproveCommand extends DecideCommand {

    @Option(names = "--note", paramLabel = "TEXT", description = "Kept with the decision.")
    private @Nullable String note;

    @Override
    String verb() {
        return "approve";
    }

    @Override
    void complete(ObjectNode body) {
        if (note != null) {
            body.put("note", note);
        }
    }
}
