package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.StoreProbe;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreCopies;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Sees to it that a run is acted on in the store that its workflow writes to. A verb with a workflow file executes that
 * store's run of the id, whichever store the need was seen in: a copy's due timer would bring a cancelled run back to
 * life.
 *
 * <p>The engine's process checks the same once more, for the workflow may be edited in between.
 */
@Singleton
class OwnStore {

    private final StoreProbe probe;
    private final EngineProcesses processes;
    private final StoreCopies copies;

    OwnStore(StoreProbe probe, EngineProcesses processes, StoreCopies copies) {
        this.probe = probe;
        this.processes = processes;
        this.copies = copies;
    }

    /**
     * @param workflow the run's file
     * @param folder the project's
     * @param settings that the run was launched with, which may choose the store
     * @return the stores of other workflows, which this one imports and opens besides
     * @throws ProblemException 409 when the workflow writes to another store than the one that holds the run; 504 when that
     *     could not be told in time, which on a busy machine let a verb act on a copy; 422 when it can't be told, as the
     *     workflow can't be loaded, which let a verb act on a copy that had never been marked as one
     */
    List<Path> require(StoredRun run, Path workflow, Path folder, Map<String, String> settings) {
        StoreProbe.Answer answer = probe.ask(workflow, folder, settings);
        if (answer.isLate()) {
            throw ProblemType.ENGINE_TIMEOUT.because(
                    ("The workflow of run `%s` did not load in time, so it is not known whether store `%s` is a"
                                    + " copy. Nothing was done. Try again in half a minute. If that fails too, check whether the"
                                    + " machine is overloaded, or whether the workflow waits for something while it loads; a run"
                                    + " whose workflow file was moved away can still be cancelled.")
                            .formatted(run.id(), run.store().name()));
        }
        if (!answer.isLoaded()) {
            requireNotMarked(run);
            requireKnown(run, workflow);
        }
        Path held = run.store().sqliteFile().file();
        Path store = answer.writesTo(held);
        if (store != null && !StoreProbe.isSame(store, held)) {
            throw ProblemType.STORE_MISMATCH.because(
                    ("Run `%s` is in store `%s`, but its workflow writes to `%s`: `%s` is a copy, or was renamed."
                                    + " Nothing was done. Act on the run in the store that its workflow writes to.")
                            .formatted(
                                    run.id(),
                                    run.store().name(),
                                    store.getFileName(),
                                    run.store().name()));
        }
        return answer.imported();
    }

    /**
     * For a workflow that can't be loaded any more: what was found out while it could be still holds.
     *
     * @throws ProblemException 409 when the store is known to be a copy
     */
    void requireNotMarked(StoredRun run) {
        copies.originalOf(run.store()).ifPresent(original -> {
            throw ProblemType.STORE_MISMATCH.because(
                    ("Store `%s` is a copy of `%s`, which has the original of run `%s`. Nothing was done. Act on"
                                    + " the run there.")
                            .formatted(run.store().name(), original, run.id()));
        });
    }

    private void requireKnown(StoredRun run, Path workflow) {
        if (!isKnown(run)) {
            throw ProblemType.WORKFLOW_BROKEN.because(
                    ("The workflow `%s` can't be loaded, so it is not known whether run `%s` in store `%s` is the"
                                    + " run itself or a copy. Nothing was done. Fix the workflow and try again (after half a"
                                    + " minute, if the error is in a file that it imports). To act on the run without it, for"
                                    + " example to cancel it, move the workflow's file out of the workflow folder.")
                            .formatted(
                                    workflow.getFileName(),
                                    run.id(),
                                    run.store().name()));
        }
    }

    /** Whether an engine process of ours has the run in that very store, so that nobody needs to ask the workflow. */
    boolean isKnown(StoredRun run) {
        return processes.of(run.key()).isPresent();
    }
}
