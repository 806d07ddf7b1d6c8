package chad.cli;

import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;

/** What is the matter with a run, in the words of the service: why nobody executes it, why it gets nowhere, why it failed. */
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
        return Format.text(run.path("cause").path("says"));
    }

    static Cell cell(JsonNode run) {
        String words = of(run);
        return run.path("stuck").isObject() ? new Cell(words, Colour.RED) : Cell.of(words);
    }
}
