package chad.ide.reports;

import chad.edge.ProblemException;
import chad.ide.answers.AnswerBudget;
import chad.ide.approvals.Gate;
import chad.ide.approvals.GateService;
import chad.ide.detail.RunDetails;
import chad.ide.experiments.PopulationFile;
import chad.ide.models.ModelCatalog;
import chad.ide.request.Page;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.StallVerdict;
import chad.ide.runs.StoredRun;
import chad.ide.schedules.Alarm;
import chad.ide.schedules.ScheduleAlarms;
import chad.ide.spend.SpendSum;
import chad.ide.spend.Spending;
import chad.ide.spend.Spent;
import chad.ide.spend.UsedTokens;
import chad.ide.store.Store;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreState;
import chad.ide.store.StoreUnavailableException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a report tells, a page of runs at a time: however busy the night was, little of it is held at once. */
@Singleton
class NightReader {

    private static final int PAGE = 200;

    /** Runs that are counted; a night with more says that it had more. */
    private static final int MAX_RUNS = 20_000;

    /** Runs of one store that began before the night and ended in it. */
    private static final int MAX_LONG_RUNS = 500;

    private static final int MAX_STUCK = 50;
    private static final int MAX_GATES = 500;

    /** In the order in which they are told. */
    private static final List<RunState> STUCK = List.of(
            RunState.STALLED,
            RunState.NEEDS_RESUME,
            RunState.WAITING_APPROVAL,
            RunState.WAITING_EVENT,
            RunState.WAITING_QUOTA,
            RunState.PAUSED,
            RunState.WAITING_TIMER);

    private final RunService runs;
    private final RunDetails details;
    private final GateService gates;
    private final StoreRegistry registry;
    private final ModelCatalog models;
    private final PopulationFile experiments;
    private final ScheduleAlarms alarms;
    private final AnswerBudget budget;
    private final Spending spending;

    NightReader(
            RunService runs,
            RunDetails details,
            GateService gates,
            StoreRegistry registry,
            ModelCatalog models,
            PopulationFile experiments,
            ScheduleAlarms alarms,
            AnswerBudget budget,
            Spending spending) {
        this.runs = runs;
        this.details = details;
        this.gates = gates;
        this.registry = registry;
        this.models = models;
        this.experiments = experiments;
        this.alarms = alarms;
        this.budget = budget;
        this.spending = spending;
    }

    NightFacts read(ReportPeriod period) {
        Map<String, String> unread = new LinkedHashMap<>();
        Map<String, Store> stores = new HashMap<>();
        for (StoreRegistry.Listed listed : registry.all()) {
            stores.put(listed.store().name(), listed.store());
            if (listed.state() instanceof StoreState.Unreadable unreadable) {
                unread.put("store " + listed.store().name(), unreadable.reason());
            }
        }
        ReportCounts counts = new ReportCounts();
        boolean isCut = addRuns(period, stores, counts, unread);
        List<RunSummary> stuck = stuck();
        Map<String, Gate> waiting = waitingGates();
        List<Alarm> silence = alarms.all();
        return new NightFacts(
                silence.stream().limit(MAX_STUCK).map(Alarm::says).toList(),
                silence.size(),
                stuck.stream()
                        .limit(MAX_STUCK)
                        .map(run -> new NightFacts.Remark(run, reason(run, waiting.get(key(run.store(), run.id())))))
                        .toList(),
                stuck.size(),
                counts.byState(),
                isCut,
                counts.runs(),
                counts.failures().stream()
                        .map(run -> new NightFacts.Remark(
                                run,
                                run.cause() == null
                                        ? "The engine recorded no reason."
                                        : run.cause().says()))
                        .toList(),
                counts.failureCount(),
                counts.losses(),
                counts.lossCount(),
                counts.finished().stream()
                        .map(run -> outcome(run, stores, unread))
                        .filter(outcome -> !outcome.words().isBlank()
                                || !outcome.artifacts().isEmpty())
                        .toList(),
                counts.tokensByModel(),
                spendByModel(period, unread),
                NightFacts.Models.of(models.look()),
                experiments.current(),
                unread.entrySet().stream()
                        .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private Map<String, UsedTokens> spendByModel(ReportPeriod period, Map<String, String> unread) {
        Map<String, Spent> sums = new HashMap<>();
        Optional<List<SpendSum>> known =
                spending.between(period.from().toEpochMilli(), period.until().toEpochMilli());
        if (known.isEmpty()) {
            unread.put("spend", "The service's database can't be read at the moment.");
        }
        known.orElse(List.of()).forEach(sum -> sums.merge(sum.model(), sum.spent(), Spent::plus));
        Map<String, UsedTokens> told = new HashMap<>();
        sums.forEach((model, spent) -> told.put(model, spent.told(!spending.isBehind())));
        return told;
    }

    private boolean addRuns(
            ReportPeriod period, Map<String, Store> stores, ReportCounts counts, Map<String, String> unread) {
        long fromMs = period.from().toEpochMilli();
        long untilMs = period.until().toEpochMilli();
        for (Store store : registry.readable()) {
            try {
                runs.endedLater(store, fromMs, untilMs, MAX_LONG_RUNS).forEach(run -> add(run, stores, counts, unread));
            } catch (StoreUnavailableException lockedOrGone) {
                unread.put("store " + store.name(), lockedOrGone.reason());
            }
        }
        String cursor = null;
        do {
            Page<RunSummary> page = runs.createdBetween(fromMs, untilMs, cursor, PAGE);
            page.items().forEach(run -> add(run, stores, counts, unread));
            cursor = page.nextCursor();
        } while (cursor != null && counts.count() < MAX_RUNS);
        return cursor != null;
    }

    private void add(RunSummary run, Map<String, Store> stores, ReportCounts counts, Map<String, String> unread) {
        if (run.copyOf() != null) {
            return; // it is told of once, where it happened
        }
        counts.add(run);
        Store store = stores.get(run.store());
        if (run.tokens().totalOrZero() > 0 && store != null) {
            try {
                counts.addTokens(runs.tokensByModel(new StoredRun(store, run.id())));
            } catch (StoreUnavailableException | ProblemException gone) {
                unread.put("store " + run.store(), "Its runs' tokens could not all be read.");
            }
        }
    }

    private List<RunSummary> stuck() {
        List<RunSummary> stuck = new ArrayList<>();
        runs.active().stream()
                .filter(run -> run.copyOf() == null)
                .filter(run -> STUCK.contains(run.state()) || (run.stuck() != null && !run.belongsToParent()))
                .forEach(stuck::add);
        // Those that get nowhere stand between the stalled ones and those that wait.
        stuck.sort(Comparator.comparingInt((RunSummary run) -> run.stuck() == null ? STUCK.indexOf(run.state()) : 0)
                .thenComparing(run -> run.stuck() != null)
                .thenComparing(Comparator.comparingLong(RunSummary::createdAtMs).reversed()));
        return stuck;
    }

    private Map<String, Gate> waitingGates() {
        Map<String, Gate> byRun = new HashMap<>();
        gates.waiting(null, MAX_GATES)
                .items()
                .forEach(gate -> byRun.putIfAbsent(key(gate.store(), gate.runId()), gate));
        return byRun;
    }

    private static String key(String store, String runId) {
        return store + "/" + runId;
    }

    private static String reason(RunSummary run, @Nullable Gate gate) {
        if (run.stuck() != null) {
            return run.stuck().says() + " " + run.stuck().endsWith();
        }
        StallVerdict stall = run.stall();
        return switch (run.state()) {
            case STALLED -> stall == null ? "No process is executing it." : stall.reason();
            case WAITING_APPROVAL ->
                gate == null
                        ? "It is waiting for a decision."
                        : "It is waiting for a decision at %s: %s"
                                .formatted(gate.nodeId(), gate.title() == null ? gate.kind() : gate.title());
            case NEEDS_RESUME -> "What it was waiting for has arrived, but no process is running it.";
            case WAITING_EVENT -> "It is waiting for an event.";
            case WAITING_QUOTA -> "It is waiting for the model's quota to be reset.";
            case WAITING_TIMER -> "It is waiting for a timer.";
            case PAUSED -> "It is paused.";
            case RUNNING,
                    CANCELLING,
                    CANCELLED,
                    FAILED,
                    FINISHED,
                    FINISHED_WITH_FAILURES,
                    CONTINUED,
                    NOT_STARTED,
                    UNKNOWN -> run.state().word();
        };
    }

    private NightFacts.Outcome outcome(RunSummary run, Map<String, Store> stores, Map<String, String> unread) {
        Store store = stores.get(run.store());
        if (store != null) {
            try {
                StoredRun stored = new StoredRun(store, run.id());
                return budget.within(() -> RunOutputText.last(details.of(stored))
                        .map(output -> new NightFacts.Outcome(
                                run, RunOutputText.words(output), RunOutputText.artifacts(output)))
                        .orElseGet(() -> new NightFacts.Outcome(run, "", List.of())));
            } catch (StoreUnavailableException lockedOrGone) {
                unread.put("store " + store.name(), lockedOrGone.reason());
            } catch (ProblemException gone) {
                unread.put("run " + run.id(), gone.detail());
            }
        }
        return new NightFacts.Outcome(run, "", List.of());
    }
}
