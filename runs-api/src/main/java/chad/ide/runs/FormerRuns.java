package chad.ide.runs;

import java.util.Optional;

/** Knows of runs that are in no store any more. */
public interface FormerRuns {

    /** Where the run went and how to look at it there, in a sentence or two; empty when it was never heard of. */
    Optional<String> whereabouts(String runId);
}
