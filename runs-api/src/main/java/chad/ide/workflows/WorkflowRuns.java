package chad.ide.workflows;

import chad.ide.runs.RunIndex;
import chad.ide.runs.RunService;
import chad.ide.runs.WorkflowTally;
import chad.ide.workflows.WorkflowItem.LastRun;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of the workflows' runs. */
@Singleton
class WorkflowRuns {

    /**
     * The runs of one workflow over all stores.
     *
     * @param byStatus how many runs have each status, in the engine's words
     * @param last the newest run
     * @param store the store of the newest run
     */
    record Summary(Map<String, Long> byStatus, LastRun last, String store) {
        Summary {
            byStatus = Map.copyOf(byStatus);
        }
    }

    private final RunIndex index;
    private final RunService runs;
    private final WorkflowFiles files;

    WorkflowRuns(RunIndex index, RunService runs, WorkflowFiles files) {
        this.index = index;
        this.runs = runs;
        this.files = files;
    }

    /** By the workflow's name as {@link WorkflowFiles#nameOf} makes it; a workflow without runs is absent. */
    Map<String, Summary> byWorkflow() {
        Map<String, Summary> summaries = new HashMap<>();
        index.tallies().stream()
                .collect(Collectors.groupingBy(
                        tally -> files.nameOf(Objects.requireNonNullElse(tally.path(), tally.name()))))
                .forEach((workflow, of) -> summary(of).ifPresent(summary -> summaries.put(workflow, summary)));
        return summaries;
    }

    private Optional<Summary> summary(List<WorkflowTally> tallies) {
        Map<String, Long> counts = new HashMap<>();
        tallies.forEach(tally -> tally.byStatus().forEach((status, runs) -> counts.merge(status, runs, Long::sum)));
        return tallies.stream()
                .max(Comparator.comparingLong(WorkflowTally::lastCreatedAtMs))
                .flatMap(runs::newest)
                .map(last ->
                        new Summary(counts, new LastRun(last.id(), last.status(), last.createdAtMs()), last.store()));
    }
}
