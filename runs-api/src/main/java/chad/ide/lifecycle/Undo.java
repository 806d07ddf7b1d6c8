package chad.ide.lifecycle;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What going back would do.
 *
 * @param frame that it goes back to; null when there is none
 * @param possible whether the engine can do it
 * @param why it can't, and what can be done instead; null when it can
 * @param undoes what it takes back, a sentence each
 * @param keeps what it leaves as it is, a sentence each
 * @param files that become other ones, at most fifty
 */
@Schema(name = "Undo")
public record Undo(
        @Schema(examples = "revert") String verb,
        @Nullable Integer frame,
        boolean possible,
        @Nullable String why,
        List<String> undoes,
        List<String> keeps,
        List<String> files) {

    public Undo {
        undoes = List.copyOf(undoes);
        keeps = List.copyOf(keeps);
        files = List.copyOf(files);
    }
}
