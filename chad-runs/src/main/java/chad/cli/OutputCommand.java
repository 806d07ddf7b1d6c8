package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "output", description = "The whole output of a node.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class OutputCommand extends ReadCommand {

    @Mixin
    private RunChoice run;

    @Parameters(index = "1", paramLabel = "NODE", description = "The node's id.")
    private String node;

    @Option(names = "--iteration", paramLabel = "N", description = "The loop iteration; the latest by default.")
    private @Nullable Integer iteration;

    @Override
    Query query() {
        return run.at("output", node).with("iteration", iteration);
    }

    /** To a file or a pipe it goes as it comes: an output may be longer than memory has room for. */
    @Override
    ExitCode run() {
        if (!output.wantsJson() || Screen.stdoutIsTerminal()) {
            return super.run();
        }
        api().copy(query(), out());
        out().println();
        return ExitCode.DONE;
    }

    @Override
    void show(JsonNode answer, Screen screen) {
        screen.line(SafeText.json(answer.toPrettyString()));
    }
}
