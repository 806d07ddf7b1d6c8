package chad.ide.runs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a run beyond its row. Kept until the run changes.
 *
 * @param repeats what it does again and again; of a run that is being executed only
 * @param cause why it failed, or the first of what it lost; null when nothing did
 * @param caveats what it lost on the way, of a run that has finished
 * @param usage as far as it was added up
 * @param title what a person calls the run; null when its input has no words
 * @param score null when nothing of it was scored
 * @param lastSeq the newest event when this was read
 */
public record RunFacts(
        Progress progress,
        RunEvidence evidence,
        Repeats repeats,
        @Nullable Cause cause,
        List<Caveat> caveats,
        Usage usage,
        @Nullable String title,
        @Nullable RunScore score,
        long lastSeq) {

    public RunFacts {
        caveats = List.copyOf(caveats);
    }

    /** Of a run that could not be looked into. */
    static final RunFacts UNKNOWN = new RunFacts(
            Progress.NONE, RunEvidence.NONE, Repeats.NONE, null, List.of(), Usage.UNREPORTED, null, null, -1);

    boolean usageIsComplete() {
        return usage.lastSeq() >= lastSeq;
    }
}
