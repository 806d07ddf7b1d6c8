package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "diff", description = "The changes that a node made in its working folder.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class DiffCommand extends ReadCommand {

    @Mixin
    private RunChoice run;

    @Parameters(index = "1", paramLabel = "NODE", description = "The node's id.")
    private String node;

    @Option(names = "--iteration", paramLabel = "N", description = "The loop iteration; 0 by default.")
    private @Nullable Integer iteration;

    @Override
    Query query() {
        return run.at("diff", node).with("iteration", iteration);
    }

    @Override
    void show(JsonNode diff, Screen screen) {
        JsonNode statistics = diff.path("statistics");
        screen.line("%s: %s files, +%s -%s"
                .formatted(
                        Format.text(diff.path("nodeId")),
                        statistics.path("files").asText(),
                        statistics.path("additions").asText(),
                        statistics.path("deletions").asText()));
        for (JsonNode file : diff.path("files")) {
            screen.line(screen.paint(
                    Colour.BOLD, Format.text(file.path("operation")) + " " + Format.text(file.path("path"))));
            UnifiedDiff.print(
                    file.path("binary").asBoolean()
                            ? "(binary)"
                            : SafeText.block(file.path("diff").asText()),
                    screen);
        }
        if (diff.path("moreFiles").asLong() > 0) {
            remark(diff.path("moreFiles").asText() + " more files are not shown.");
        }
    }
}
