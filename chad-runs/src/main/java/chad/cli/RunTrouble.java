package chad.cli;

import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What is the matter with a run, in the words of the service: why nobody executes it, why it gets nowhere, why it failed, what it lost, what is unusual in it. */
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
        List<String> told = new ArrayList<>();
        if (run.path("caveats").isEmpty() && run.path("cause").isObject()) {
            told.add(Format.text(run.path("cause").path("says")));
        }
        run.path("caveats").forEach(caveat -> told.add(Format.text(caveat.path("says"))));
        run.path("unusual").forEach(unusual -> told.add("Unusual: " + Format.text(unusual.path("says"))));
        return String.join(" ", told);
    }

    static Cell cell(JsonNode run) {
        String words = of(run);
        return run.path("stuck").isObject() ? new Cell(words, Colour.RED) : Cell.of(words);
    }
}
