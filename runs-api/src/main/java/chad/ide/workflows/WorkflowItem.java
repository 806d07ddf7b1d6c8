package chad.ide.workflows;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A workflow in the list.
 *
 * @param title the name that its header gives it, or the first sentence of its opening comment
 * @param description what its header says of it
 * @param missing what it needs, by its header, and is not there: it can't be launched meanwhile
 * @param runs how many runs have each status, in the engine's words
 * @param store the store of its newest run
 */
public record WorkflowItem(
        @Schema(examples = "fusion.jsx") String name,

        @Schema(examples = "Asks several models and fuses their answers.") @Nullable String title,

        @Schema(examples = "Sums up the day's builds.") @Nullable String description,

        @Schema(examples = "[\"reports\"]") List<String> tags,
        List<String> missing,
        long modifiedAtMs,
        long sizeBytes,
        @Schema(examples = "{\"finished\":3,\"failed\":1}") Map<String, Long> runs,
        @Nullable LastRun lastRun,
        @Schema(examples = "fusion") @Nullable String store) {

    public WorkflowItem {
        tags = List.copyOf(tags);
        missing = List.copyOf(missing);
        runs = Map.copyOf(runs);
    }

    /** A run, in short. */
    public record LastRun(
            @Schema(examples = "fusion-20261121-104501-7f3a")
            String id,

            @Schema(examples = "finished") String status,
            @Schema(examples = "1795257901000") long createdAtMs) {}
}
