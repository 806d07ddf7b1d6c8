package chad.ide.observability;

import chad.ide.runs.RunIndex;
import chad.ide.runs.RunState;
import chad.ide.runs.RunVerdicts;
import chad.ide.runs.Stuck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.Map;

/** Runs in numbers: what the index and the verdicts have in memory. Nothing is asked of a store. */
@ApplicationScoped
class RunMetrics {

    private final RunIndex index;
    private final RunVerdicts verdicts;
    private final GaugeFamily runs;
    private final GaugeFamily active;
    private final GaugeFamily stuck;
    private final LabelLimiter workflows;
    private final MeterRegistry meters;

    RunMetrics(RunIndex index, RunVerdicts verdicts, MetricsConfig config, MeterRegistry meters) {
        this.index = index;
        this.verdicts = verdicts;
        this.workflows = new LabelLimiter(config.maxWorkflows());
        this.meters = meters;
        this.runs = new GaugeFamily("chad.runs", "", "Runs by workflow and by the engine's status", meters);
        this.stuck = new GaugeFamily("chad.runs.stuck", "", "Runs that are being executed and get nowhere", meters);
        this.active = new GaugeFamily("chad.runs.active", "", "Runs that have not ended, by derived state", meters);
    }

    void start(@Observes StartupEvent started) {
        Gauge.builder("chad.runs.stalled", verdicts, RunMetrics::stalled)
                .description("Runs with status running that no process is executing")
                .register(meters);
    }

    private static double stalled(RunVerdicts verdicts) {
        return verdicts.countByState().getOrDefault(RunState.STALLED, 0L);
    }

    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        countRuns();
        countActive();
        countStuck();
    }

    private void countRuns() {
        Map<String, Map<String, Long>> byWorkflow = index.countByWorkflow();
        Map<String, Long> weights = new HashMap<>();
        byWorkflow.forEach((workflow, byStatus) -> weights.put(
                workflow, byStatus.values().stream().mapToLong(Long::longValue).sum()));
        workflows.look(weights);
        GaugeFamily.Rows rows = new GaugeFamily.Rows();
        byWorkflow.forEach((workflow, byStatus) -> byStatus.forEach(
                (status, count) -> rows.add(count, "workflow", workflows.label(workflow), "status", status)));
        runs.publish(rows);
    }

    private void countStuck() {
        Map<Stuck.Kind, Long> byKind = verdicts.countStuck();
        GaugeFamily.Rows rows = new GaugeFamily.Rows();
        for (Stuck.Kind kind : Stuck.Kind.values()) {
            rows.add(byKind.getOrDefault(kind, 0L), "kind", kind.word());
        }
        stuck.publish(rows);
    }

    /** With the zeros, so that a graph falls to the ground and does not end. */
    private void countActive() {
        Map<RunState, Long> byState = verdicts.countByState();
        GaugeFamily.Rows rows = new GaugeFamily.Rows();
        for (RunState state : RunState.values()) {
            rows.add(byState.getOrDefault(state, 0L), "state", state.word());
        }
        active.publish(rows);
    }
}
