package chad.ide.runs;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.runs.ManySeenResource.SeenRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Marks ends of runs as seen, for all doors. */
@Singleton
public class SeenRuns {

    private static final String GOING = "It has not ended, so there is nothing to be seen yet.";

    private final RunService runs;
    private final RunLocator locator;

    SeenRuns(RunService runs, RunLocator locator) {
        this.runs = runs;
        this.locator = locator;
    }

    /** What came of it. */
    @Schema(name = "SeenRuns")
    public record Seen(@Schema(examples = "12") int marked, List<NotMarked> notMarked) {

        public Seen {
            notMarked = List.copyOf(notMarked);
        }

        /** A run whose end can't be marked. */
        @Schema(name = "NotMarked")
        public record NotMarked(
                String id,
                @Nullable String store,
                @Schema(examples = GOING) String why) {}
    }

    /** @throws ProblemException 409 when it has not ended */
    public Seen see(StoredRun run, String by) {
        if (!runs.see(List.of(run), by).isEmpty()) {
            throw ProblemType.RUN_NOT_ENDED.because(
                    "Run `%s` has not ended, so there is nothing to be seen yet.".formatted(run.id()));
        }
        return new Seen(1, List.of());
    }

    Seen see(List<SeenRequest.Ended> wished, String by) {
        List<Seen.NotMarked> notMarked = new ArrayList<>();
        Set<StoredRun> found = new LinkedHashSet<>();
        for (SeenRequest.Ended one : wished) {
            try {
                found.add(locator.locate(one.id(), one.store()));
            } catch (ProblemException unknown) {
                notMarked.add(new Seen.NotMarked(one.id(), one.store(), unknown.detail()));
            }
        }
        List<StoredRun> going = runs.see(found, by);
        going.forEach(
                run -> notMarked.add(new Seen.NotMarked(run.id(), run.store().name(), GOING)));
        return new Seen(found.size() - going.size(), notMarked);
    }
}
