package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "answer", description = "Answers a question that a run asks, after showing it. The run continues.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class AnswerCommand extends DecideCommand {

    @Option(
            names = "--value",
            required = true,
            paramLabel = "JSON",
            description = "The answer, as the question's schema describes it; @FILE, or - for stdin.")
    private String value;

    @Override
    String verb() {
        return "answer";
    }

    @Override
    void complete(ObjectNode body) {
        body.set("value", TextArgument.json("--value", value));
    }
}
