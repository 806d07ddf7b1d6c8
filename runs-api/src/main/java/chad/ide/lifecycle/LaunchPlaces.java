package chad.ide.lifecycle;

import chad.ide.engine.EngineFolders;
import chad.ide.engine.StoreProbe;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import chad.ide.workflows.WorkflowFile;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a launch goes: the store that the workflow writes to, and the folder in which the engine finds it. */
@Singleton
class LaunchPlaces {

    private final StoreProbe probe;
    private final EngineFolders folders;
    private final StoreRegistry registry;
    private final StoreReader reader;

    LaunchPlaces(StoreProbe probe, EngineFolders folders, StoreRegistry registry, StoreReader reader) {
        this.probe = probe;
        this.folders = folders;
        this.registry = registry;
        this.reader = reader;
    }

    /** The folder for the stores of a launch: one of its own for a workflow that names none. */
    Path stores(WorkflowFile workflow, Path project, Map<String, String> settings) {
        return probe.ask(workflow.path(), project, settings).namesNoStore()
                ? folders.give(workflow.path(), file -> isOf(file, workflow))
                : folders.of(null);
    }

    /** The store that the workflow writes to, when it is known and has been found. */
    @Nullable String storeName(WorkflowFile workflow, Path project, Map<String, String> settings) {
        return probe.storeOf(workflow.path(), project, settings)
                .flatMap(this::store)
                .map(Store::name)
                .orElse(null);
    }

    /** A store whose link was lost is known by its newest run. */
    private boolean isOf(Path file, WorkflowFile workflow) {
        try {
            return store(file)
                    .flatMap(store -> reader.first(
                            store,
                            "SELECT substr(workflow_path, 1, 4096) AS path FROM _smithers_runs ORDER BY %s DESC LIMIT 1"
                                    .formatted(reader.insertOrder()),
                            row -> String.valueOf(row.getString("path"))))
                    .filter(path -> path.equals(workflow.path().toString()))
                    .isPresent();
        } catch (StoreUnavailableException lockedOrGone) {
            return false;
        }
    }

    private Optional<Store> store(Path file) {
        return registry.readable().stream()
                .filter(store -> StoreProbe.isSame(store.sqliteFile().file(), file))
                .findFirst();
    }
}
