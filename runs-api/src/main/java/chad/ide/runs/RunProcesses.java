package chad.ide.runs;

import chad.edge.ProblemException;
import chad.ide.engine.EngineExited;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RecordedProcess;
import chad.ide.engine.RunKey;
import chad.ide.engine.RunOwner;
import chad.ide.engine.RunOwner.Nobody;
import chad.ide.engine.RunOwner.OwnEngine;
import chad.ide.engine.RunOwner.Stranger;
import chad.ide.engine.RunOwners;
import chad.ide.runs.ProcessStatus.Alive;
import chad.ide.runs.ProcessStatus.Gone;
import chad.ide.runs.ProcessStatus.Unknown;
import chad.ide.store.Store;
import chad.ide.store.StoreUnavailableException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Finds out what is known of the process behind a run, and passes on that one has ended. */
@Singleton
class RunProcesses {

    private final EngineProcesses own;
    private final RunLocator locator;
    private final RunIndex index;

    RunProcesses(EngineProcesses own, RunLocator locator, RunIndex index) {
        this.own = own;
        this.locator = locator;
        this.index = index;
    }

    ProcessStatus of(Store store, RunRow row) {
        Optional<RecordedProcess> ours = own.of(RunKey.of(store, row.id())).or(() -> launched(store, row));
        if (ours.isPresent() && ours.get().isAlive()) {
            return new Alive(ours.get().pid(), true, ours.get().startedAtMs());
        }
        return switch (owner(store, row)) {
            case OwnEngine engine -> new Alive(engine.pid(), false, 0);
            case Stranger stranger -> gone(ours).orElseGet(() -> new Unknown(stranger.what()));
            case Nobody _, RunOwner.Unknown _ -> gone(ours).orElseGet(Unknown::new);
        };
    }

    /** Who lives under the number that the run names as its owner's. */
    RunOwner owner(Store store, RunRow row) {
        List<String> ids = row.parentId() == null ? List.of(row.id()) : List.of(row.id(), row.parentId());
        return RunOwners.of(
                row.ownerId(), ids, row.heartbeatAtMs(), store.sqliteFile().file());
    }

    /**
     * The process that launched a run of this id, when this row is the one that it made. Its launch may not have waited
     * for the row, and earlier versions recorded no store.
     */
    private Optional<RecordedProcess> launched(Store store, RunRow row) {
        Optional<RecordedProcess> launched = own.launched(row.id())
                .filter(process -> RunOwners.pid(row.ownerId())
                        .map(pid -> pid == process.pid())
                        .orElse(!process.isAlive()));
        launched.ifPresent(process -> own.located(process, store.name()));
        return launched;
    }

    private static Optional<ProcessStatus> gone(Optional<RecordedProcess> ours) {
        return ours.map(process -> {
            Long endedAtMs = process.endedAtMs();
            return new Gone(process.pid(), endedAtMs == null ? process.startedAtMs() : endedAtMs, process.exitCode());
        });
    }

    void onExit(@Observes EngineExited news) {
        RecordedProcess process = news.process();
        try {
            Optional<StoredRun> run = process.store() == null
                    ? locator.find(process.runId())
                    : Optional.of(locator.locate(process.runId(), process.store()));
            run.ifPresent(found -> index.touch(found.store(), found.id()));
        } catch (ProblemException | StoreUnavailableException notThereNow) {
            // the store or the run is gone: then there is nothing to look at anew; one that comes back is read anew
        }
    }
}
