package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "deny",
        description = "Denies a gate, after showing it. The run continues as its workflow says for that case.")
final class DenyCommand extends DecideCommand {

    @Option(names = "--note", paramLabel = "TEXT", description = "A note that is saved with the decision.")
    private @Nullable String note;

    @Override
    String verb() {
        return "deny";
    }

    @Override
    void complete(ObjectNode body) {
        if (note != null) {
            body.put("note", note);
        }
    }
}
