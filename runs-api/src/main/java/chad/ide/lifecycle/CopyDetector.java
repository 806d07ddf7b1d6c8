package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RunKey;
import chad.ide.engine.StoreProbe;
import chad.ide.logging.RepeatedErrors;
import chad.ide.projects.Project;
import chad.ide.projects.Projects;
import chad.ide.runs.RunIndex;
import chad.ide.runs.RunIndex.Origin;
import chad.ide.store.Store;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stores that are copies, by asking their workflows which store they write to. Only where it matters is a
 * workflow loaded: of a store that shares runs with another one, or has runs that have not ended and that no process of
 * ours executes. A workflow that can't be asked tells nothing new: a store that was marked before stays marked.
 */
@ApplicationScoped
class CopyDetector {

    private final RunIndex index;
    private final StoreRegistry registry;
    private final StoreCopies copies;
    private final StoreProbe probe;
    private final EngineProcesses processes;
    private final RunResumer resumer;
    private final SettingsQueries settings;
    private final RunPlaces places;
    private final Projects projects;
    private final RepeatedErrors errors = new RepeatedErrors();

    CopyDetector(
            RunIndex index,
            StoreRegistry registry,
            StoreCopies copies,
            StoreProbe probe,
            EngineProcesses processes,
            RunResumer resumer,
            SettingsQueries settings,
            RunPlaces places,
            Projects projects) {
        this.index = index;
        this.registry = registry;
        this.copies = copies;
        this.probe = probe;
        this.processes = processes;
        this.resumer = resumer;
        this.settings = settings;
        this.places = places;
        this.projects = projects;
    }

    @Scheduled(every = "${runs.supervisor.look-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Map<Store, String> before = copies.all();
        Map<Store, String> found = new HashMap<>();
        for (Origin origin : index.origins()) {
            original(origin, before.get(origin.store())).ifPresent(name -> found.put(origin.store(), name));
        }
        copies.found(found);
        found.forEach((copy, original) -> {
            if (!original.equals(before.get(copy))) {
                Log.warnf(
                        "The store is a copy: its workflow writes to another one. Its runs are shown and not acted"
                                + " on. store=%s original=%s",
                        copy.name(), original);
                index.touchAll(copy);
            }
        });
        before.keySet().stream().filter(store -> !found.containsKey(store)).forEach(index::touchAll);
    }

    /** @param before what was known at the last look; it holds while the workflows can't be asked */
    private Optional<String> original(Origin origin, @Nullable String before) {
        try {
            Path held = origin.store().sqliteFile().file();
            Written written = writesTo(origin, held);
            if (written.isUndecided()) {
                return Optional.ofNullable(before);
            }
            Path to = written.to();
            return to == null || StoreProbe.isSame(to, held) ? Optional.empty() : Optional.of(name(to));
        } catch (RuntimeException failure) {
            errors.log(
                    "store=" + origin.store().name(), "It could not be determined whether a store is a copy.", failure);
            return Optional.ofNullable(before);
        }
    }

    /**
     * Where the workflows of a store write to.
     *
     * @param to the store itself when one of them writes to it, else another; null when none can be asked
     * @param isUndecided whether one could not be loaded
     */
    private record Written(@Nullable Path to, boolean isUndecided) {}

    private Written writesTo(Origin origin, Path held) {
        Path other = null;
        boolean isUndecided = false;
        for (Map.Entry<String, String> workflow : origin.runByWorkflow().entrySet()) {
            RunKey run = RunKey.of(origin.store(), workflow.getValue());
            if (!workflow.getValue().isEmpty() && processes.of(run).isPresent()) {
                return new Written(held, false);
            }
            StoreProbe.Answer answer = resumer.executable(workflow.getKey())
                    .map(file -> ask(file, run))
                    .orElse(null);
            Path writes = answer == null ? null : answer.writesTo(held);
            if (writes != null && StoreProbe.isSame(writes, held)) {
                return new Written(held, false);
            }
            isUndecided = isUndecided || answer == null || !answer.isLoaded();
            other = writes == null ? other : writes;
        }
        return new Written(other, isUndecided);
    }

    private StoreProbe.Answer ask(Path workflow, RunKey run) {
        try {
            RunSettings launched = settings.of(run);
            return probe.ask(workflow, places.project(launched, run.runId()).folder(), launched.env());
        } catch (ProblemException unreadable) {
            return probe.ask(workflow, projects.require(Project.WORK).folder(), Map.of());
        }
    }

    private String name(Path file) {
        return registry.all().stream()
                .map(StoreRegistry.Listed::store)
                .filter(store -> StoreProbe.isSame(store.sqliteFile().file(), file))
                .map(Store::name)
                .findFirst()
                .orElse(file.getFileName().toString());
    }
}
