package chad.ide.observability;

import chad.edge.ProblemException;
import chad.ide.budgets.BudgetList;
import chad.ide.budgets.BudgetService;
import chad.ide.budgets.BudgetStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

/** How near budgets are to their limits, in numbers. */
@ApplicationScoped
class BudgetMetrics {

    private final BudgetService budgets;
    private final GaugeFamily shares;
    private final GaugeFamily held;

    BudgetMetrics(BudgetService budgets, MeterRegistry meters) {
        this.budgets = budgets;
        this.shares = new GaugeFamily(
                "chad.budget.used.percent",
                "",
                "How much of a budget is used, in percent; 100 and more when it is spent",
                meters);
        this.held = new GaugeFamily("chad.budget.held.runs", "", "Runs that a budget keeps paused", meters);
    }

    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        try {
            BudgetList list = budgets.list();
            GaugeFamily.Rows rows = new GaugeFamily.Rows();
            for (BudgetStatus status : list.items()) {
                rows.add(Math.round(100 * status.share()), "budget", status.id());
            }
            shares.publish(rows);
            GaugeFamily.Rows runs = new GaugeFamily.Rows();
            runs.add(list.heldRuns());
            held.publish(runs);
        } catch (ProblemException notNow) {
            Log.debug("Budgets can't be counted at the moment.", notNow);
        }
    }
}
