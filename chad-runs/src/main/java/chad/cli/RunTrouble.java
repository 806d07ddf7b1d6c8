package chad.cli;

import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What is the matter with a run, in the words of the service: why nobody executes it, why it gets nowhere, why it failed, what it lost. */
final class RunTrouble {

    private RunTrouble() {}

    /** Empty when nothing is. */
    static String of(JsonNode run) {
        if (run.path("stall").isObject()) {
            return Format.text(run.path("stall").path("reason"));
        }
        if (run.path("stuck").isObject()) {
            return Format.text(run.path("stuck").path("says"));
        }
        if (!run.path("caveats").isEmpty()) {
            List<String> lost = new ArrayList<>();
            run.path("caveats").forEach(caveat -> lost.add(Format.text(caveat.path("says"))));
            return String.join(" ", lost);
        }
        return Format.text(run.path("cause").path("says"));
    }

    static Cell cell(JsonNode run) {
        String words = of(run);
        return run.path("stuck").isObject() ? new Cell(words, Colour.RED) : Cell.of(words);
    }
}
