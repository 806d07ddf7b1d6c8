package chad.ide.forecast;

import chad.ide.engine.WorkflowRoots;
import chad.ide.runs.Forecast;
import chad.ide.runs.RunChanged;
import chad.ide.runs.RunHabits;
import chad.ide.runs.RunIndex;
import chad.ide.runs.RunRow;
import chad.ide.runs.StoredRun;
import chad.ide.runs.Unusual;
import chad.ide.runs.Usual;
import chad.ide.runs.WorkflowTally;
import chad.ide.spend.SpendChanged;
import chad.ide.spend.Spending;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreUnavailableException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the last runs of each workflow took, of those workflows that somebody asks for: those with a run that has not
 * ended, those of listed runs, and those to be launched. The end of a run is taken in within a second or two; a list never
 * waits for it.
 */
@ApplicationScoped
class Habits implements RunHabits {

    private static final int MAX_WORKFLOWS = 1_000;
    private static final int MAX_GOING = 10_000;

    /** What one look may take before it leaves the rest for the next. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private record Key(Store store, String workflow) {}

    private record RunInStore(Store store, String runId) {}

    /** @param isStale whether the run has changed since this was read */
    private record Going(Execution execution, Map<String, String> traits, boolean isStale) {

        Going isStale(boolean now) {
            return new Going(execution, traits, now);
        }

        Going with(Execution other) {
            return new Going(other, traits, isStale);
        }
    }

    private static final class Kept {

        volatile Habit habit = Habit.NONE;
        volatile Map<Long, List<Unusual>> unusual = Map.of();
        List<Long> positions = List.of();
        volatile boolean isStale = true;
    }

    private final RunIndex index;
    private final PastRuns past;
    private final ExecutionQueries executions;
    private final LaunchTraits traits;
    private final Spending spending;
    private final StoreCopies copies;
    private final WorkflowRoots roots;
    private final ForecastConfig config;
    private final Clock clock;
    private final Limits limits;

    private final Cache<Key, Kept> kept =
            Caffeine.newBuilder().maximumSize(MAX_WORKFLOWS).build();
    private final Cache<RunInStore, Going> going =
            Caffeine.newBuilder().maximumSize(MAX_GOING).build();
    private final Set<Store> written = ConcurrentHashMap.newKeySet();

    Habits(
            RunIndex index,
            PastRuns past,
            ExecutionQueries executions,
            LaunchTraits traits,
            Spending spending,
            StoreCopies copies,
            WorkflowRoots roots,
            ForecastConfig config,
            Clock clock) {
        this.index = index;
        this.past = past;
        this.executions = executions;
        this.traits = traits;
        this.spending = spending;
        this.copies = copies;
        this.roots = roots;
        this.config = config;
        this.clock = clock;
        this.limits = Limits.of(config);
    }

    void onStoreChanged(@Observes StoreChanged news) {
        Store store = news.store();
        switch (news.kind()) {
            case GONE -> {
                kept.asMap().keySet().removeIf(key -> key.store().equals(store));
                going.asMap().keySet().removeIf(run -> run.store().equals(store));
                written.remove(store);
            }
            case REPLACED -> {
                going.asMap().keySet().removeIf(run -> run.store().equals(store));
                stale(store);
            }
            case WRITTEN -> written.add(store);
        }
    }

    private void stale(Store store) {
        kept.asMap().forEach((key, of) -> {
            if (key.store().equals(store)) {
                of.isStale = true;
            }
        });
        written.add(store);
    }

    void onRunChanged(@Observes RunChanged news) {
        going.asMap().computeIfPresent(new RunInStore(news.store(), news.runId()), (run, known) -> known.isStale(true));
    }

    /** What a run used is counted a moment after it has ended, and counted anew when a price is found. */
    void onSpendChanged(@Observes SpendChanged news) {
        kept.asMap().forEach((key, of) -> {
            boolean isOfIt = news.store() == null
                    || (key.store().equals(news.store())
                            && of.habit.runs().stream()
                                    .anyMatch(run -> news.runIds().contains(run.id())));
            if (isOfIt) {
                of.isStale = true;
                written.add(key.store());
            }
        });
    }

    @Scheduled(every = "${runs.forecast.look-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        long until = System.nanoTime() + LOOK_NANOS;
        for (Store store : Set.copyOf(written)) {
            if (System.nanoTime() > until) {
                return;
            }
            written.remove(store); // before it is read: what is written meanwhile is news
            try {
                if (!copies.isCopy(store)) {
                    refresh(store);
                }
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("Habits can't be read at the moment. store=%s", store.name());
            }
        }
    }

    /** Of all workflows of the store that were asked for. */
    private synchronized void refresh(Store store) {
        Map<String, Kept> wanted = new HashMap<>();
        kept.asMap().forEach((key, of) -> {
            if (key.store().equals(store)) {
                wanted.put(key.workflow(), of);
            }
        });
        if (wanted.isEmpty()) {
            return;
        }
        Map<Kept, List<Long>> newest = newest(store, wanted);
        wanted.values().forEach(of -> {
            List<Long> positions = newest.getOrDefault(of, List.of());
            if (of.isStale || !of.positions.equals(positions)) {
                take(store, of, positions);
            }
        });
    }

    private Map<Kept, List<Long>> newest(Store store, Map<String, Kept> wanted) {
        Map<Integer, Optional<Kept>> byCode = new HashMap<>();
        Map<Kept, List<Long>> newest = new HashMap<>();
        int[] full = new int[1];
        index.newestFirst(store, (position, createdAtMs, status, code, durationMs) -> {
            if (status.equals("finished")) {
                Optional<Kept> of = byCode.computeIfAbsent(
                        code, first -> Optional.ofNullable(wanted.get(index.workflowName(first))));
                if (of.isPresent()) {
                    List<Long> positions = newest.computeIfAbsent(of.get(), first -> new ArrayList<>());
                    if (positions.size() < config.runs()) {
                        positions.add(position);
                        full[0] += positions.size() == config.runs() ? 1 : 0;
                    }
                }
            }
            return full[0] < wanted.size();
        });
        return newest;
    }

    private void take(Store store, Kept of, List<Long> positions) {
        of.isStale = false; // before it is read: what changes meanwhile is news
        boolean isBehind = spending.isBehind();
        Habit habit = new Habit(past.read(store, positions));
        Map<Long, List<Unusual>> before = of.unusual;
        of.habit = habit;
        of.positions = positions;
        of.unusual = habit.unusual(limits);
        habit.runs().stream()
                .filter(run -> !Objects.equals(before.get(run.position()), of.unusual.get(run.position())))
                .forEach(run -> index.touch(store, run.id()));
        if (isBehind) {
            of.isStale = true;
            written.add(store);
        }
    }

    /** Wanted from now on, and known soon. */
    private Kept kept(Store store, String workflow) {
        Kept known = kept.getIfPresent(new Key(store, workflow));
        if (known == null) {
            known = kept.get(new Key(store, workflow), missing -> new Kept());
            written.add(store);
        }
        return known;
    }

    /** As of now, by the index. */
    Habit now(Store store, String workflow) {
        Kept of = kept(store, workflow);
        if (of.isStale || written.contains(store)) {
            refresh(store);
        }
        return of.habit;
    }

    @Override
    public List<Unusual> unusual(
            Store store, RunRow row, String workflow, boolean isExecuted, long tokens, @Nullable Double usd) {
        Kept of = kept(store, workflow);
        if (!row.isActive()) {
            return of.unusual.getOrDefault(row.position(), List.of());
        }
        if (of.habit.runs().size() < limits.runs()) {
            return List.of();
        }
        Going run = going(store, row);
        Habit.Basis usual = of.habit.basis(run.traits(), row.id(), limits.runs());
        Long executedMs = executedMs(row, run.execution(), isExecuted);
        List<Unusual> unusual = new ArrayList<>();
        Habit.add(
                unusual,
                Unusual.Kind.TIME,
                executedMs == null ? null : Double.valueOf(executedMs),
                usual,
                limits,
                isExecuted);
        Habit.add(unusual, Unusual.Kind.TOKENS, (double) tokens, usual, limits, true);
        Habit.add(unusual, Unusual.Kind.MONEY, usd, usual, limits, true);
        return unusual;
    }

    private @Nullable Long executedMs(RunRow row, Execution execution, boolean isExecuted) {
        long now = clock.millis();
        Long told = isExecuted ? execution.until(now) : execution.untilItsLastSign();
        Long startedAtMs = row.startedAtMs();
        return told != null || !isExecuted || startedAtMs == null
                ? told
                : Long.valueOf(Math.max(0, now - startedAtMs)); // an engine that writes no events
    }

    /** What is new of a run is read once it has changed, from where it was read last. */
    private Going going(Store store, RunRow row) {
        RunInStore key = new RunInStore(store, row.id());
        Going known = going.getIfPresent(key);
        if (known != null && !known.isStale()) {
            return known;
        }
        Going before = known == null
                ? new Going(Execution.NONE, traits.of(new StoredRun(store, row.id())), false)
                : known.isStale(false);
        going.put(key, before); // before it is read: what changes meanwhile is news
        boolean isThere = executions.has(store, row.id(), before.execution().lastSeq());
        Execution execution = executions.further(store, row.id(), isThere ? before.execution() : Execution.NONE);
        going.asMap().computeIfPresent(key, (run, now) -> now.with(execution));
        return before.with(execution);
    }

    @Override
    public Optional<Forecast> forecast(Store store, RunRow row, String workflow, boolean isExecuted) {
        Going run = going(store, row);
        Habit habit = now(store, workflow);
        return Optional.of(told(
                workflow,
                store.name(),
                habit.basis(run.traits(), row.id(), config.atLeast()),
                executedMs(row, run.execution(), isExecuted)));
    }

    /** Of a launch that is planned; without a store that of the last run of the workflow. */
    Forecast forecast(String asked, @Nullable String inStore, Map<String, String> launch) {
        return index.tallies().stream()
                .filter(tally -> inStore == null || inStore.equals(tally.store()))
                .filter(tally -> tally.isNamed(asked) || asked.equals(roots.nameOf(tally.path(), tally.name())))
                .sorted(Comparator.comparingLong(tally -> -tally.lastCreatedAtMs()))
                .flatMap(tally -> index.stores().stream()
                        .filter(store -> store.name().equals(tally.store()) && !copies.isCopy(store))
                        .map(store -> new Key(store, roots.nameOf(tally.path(), tally.name()))))
                .findFirst()
                .map(found -> told(
                        found.workflow(),
                        found.store().name(),
                        now(found.store(), found.workflow()).basis(launch, null, config.atLeast()),
                        null))
                .orElseGet(() -> told(asked, inStore, new Habit.Basis(List.of(), false), null));
    }

    private Forecast told(String workflow, @Nullable String store, Habit.Basis basis, @Nullable Long executedMs) {
        int atLeast = config.atLeast();
        Usual time = basis.time(atLeast).orElse(null);
        Forecast mute = new Forecast(
                workflow,
                store,
                basis.runs().size(),
                basis.alike(),
                time,
                basis.tokens(atLeast).orElse(null),
                basis.usd(atLeast).orElse(null),
                time == null ? null : basis.models().orElse(null),
                executedMs,
                "");
        return mute.saying(ForecastWords.says(mute, atLeast));
    }

    @Override
    public Map<Store, Set<Long>> unusualFinished() {
        List<WorkflowTally> tallies = index.tallies();
        index.stores().stream().filter(store -> !copies.isCopy(store)).forEach(store -> {
            tallies.stream()
                    .filter(tally -> tally.store().equals(store.name()))
                    .forEach(tally -> kept(store, roots.nameOf(tally.path(), tally.name())));
            if (written.remove(store)) {
                refreshIfReadable(store);
            }
        });
        Map<Store, Set<Long>> found = new HashMap<>();
        kept.asMap().forEach((key, of) -> {
            if (!of.unusual.isEmpty()) {
                found.computeIfAbsent(key.store(), first -> new HashSet<>()).addAll(of.unusual.keySet());
            }
        });
        return found;
    }

    private void refreshIfReadable(Store store) {
        try {
            refresh(store);
        } catch (StoreUnavailableException lockedOrGone) {
            written.add(store);
        }
    }
}
