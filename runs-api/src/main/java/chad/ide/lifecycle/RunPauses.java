package chad.ide.lifecycle;

import chad.ide.engine.Engine;
import chad.ide.engine.InterruptedRuns;
import chad.ide.lifecycle.RunLocks.Work;
import chad.ide.runs.StoredRun;
import chad.ide.store.Store;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Pauses many runs of a store at once, for what can't wait a second for each. */
@Singleton
public class RunPauses {

    private final Engine engine;
    private final StoreVerbs verbs;
    private final RunLocks locks;
    private final InterruptedRuns interrupted;

    RunPauses(Engine engine, StoreVerbs verbs, RunLocks locks, InterruptedRuns interrupted) {
        this.engine = engine;
        this.verbs = verbs;
        this.locks = locks;
        this.interrupted = interrupted;
    }

    /**
     * Asks the engine to pause them: no further task of them starts, and each parks when those in flight have ended. A run
     * that somebody else acts on is left out.
     *
     * @param runs of that store, at most some hundred
     * @throws chad.edge.ProblemException when the engine refuses
     */
    public void pause(Store store, List<StoredRun> runs, String by) {
        verbs.requireDrivable(store);
        pause(store, runs, 0, new ArrayList<>(), by);
    }

    private void pause(Store store, List<StoredRun> runs, int next, List<StoredRun> locked, String by) {
        if (next < runs.size()) {
            StoredRun run = runs.get(next);
            boolean isFree = locks.ifFree(run.key(), new Work("pause", by), () -> {
                        locked.add(run);
                        pause(store, runs, next + 1, locked, by);
                        return true;
                    })
                    .isPresent();
            if (!isFree) {
                pause(store, runs, next + 1, locked, by);
            }
        } else if (!locked.isEmpty()) {
            ask(store, locked);
        }
    }

    private void ask(Store store, List<StoredRun> runs) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ArrayNode ids = request.putArray("runIds");
        runs.forEach(run -> {
            interrupted.forget(run.key()); // who stopped the service did not stop it for this
            ids.add(run.id());
        });
        StoreVerbs.answer(engine.pauseAll(store, verbs.subject(runs.getFirst(), List.of()), request.toString()));
    }
}
