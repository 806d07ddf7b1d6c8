package chad.ide.workflows;

import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts the runs of each workflow where they are stored. */
@Singleton
class StoredWorkflowRuns implements WorkflowRuns {

    /** Workflows times statuses in one store; a store that many workflows share has a few dozen. */
    private static final int MAX_GROUPS = 2_000;

    private record Group(Store store, String path, String status, long runs, long newestAtMs) {}

    private final StoreRegistry registry;
    private final StoreReader reader;
    private final WorkflowFiles files;

    StoredWorkflowRuns(StoreRegistry registry, StoreReader reader, WorkflowFiles files) {
        this.registry = registry;
        this.reader = reader;
        this.files = files;
    }

    @Override
    public Map<String, Summary> byWorkflow() {
        List<Group> groups = new ArrayList<>();
        for (Store store : registry.readable()) {
            try {
                groups.addAll(groups(store));
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("Runs of a store are not counted now. store=%s", store.name());
            }
        }
        Map<String, Summary> summaries = new HashMap<>();
        groups.stream()
                .collect(Collectors.groupingBy(group -> files.nameOf(group.path())))
                .forEach((workflow, of) -> summary(of).ifPresent(summary -> summaries.put(workflow, summary)));
        return summaries;
    }

    private Optional<Summary> summary(List<Group> groups) {
        Map<String, Long> counts = groups.stream().collect(Collectors.toMap(Group::status, Group::runs, Long::sum));
        Group newest =
                groups.stream().max(Comparator.comparingLong(Group::newestAtMs)).orElseThrow();
        return last(newest).map(last -> new Summary(counts, last, newest.store().name()));
    }

    private List<Group> groups(Store store) {
        return reader.list(
                store,
                """
                SELECT coalesce(workflow_path, '') AS path, status, count(*) AS runs, max(created_at_ms) AS newest_at_ms
                  FROM _smithers_runs
                 GROUP BY coalesce(workflow_path, ''), status
                 LIMIT ?
                """,
                row -> new Group(
                        store,
                        row.getString("path"),
                        row.getString("status"),
                        row.getLong("runs"),
                        row.getLong("newest_at_ms")),
                MAX_GROUPS);
    }

    private Optional<LastRun> last(Group newest) {
        try {
            return reader.first(
                    newest.store(),
                    """
                    SELECT run_id, status, created_at_ms
                      FROM _smithers_runs
                     WHERE coalesce(workflow_path, '') = ? AND created_at_ms = ?
                     LIMIT 1
                    """,
                    row -> new LastRun(row.getString("run_id"), row.getString("status"), row.getLong("created_at_ms")),
                    newest.path(),
                    newest.newestAtMs());
        } catch (StoreUnavailableException goneMeanwhile) {
            return Optional.empty();
        }
    }
}
