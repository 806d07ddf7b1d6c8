package chad.ide.stats;

import chad.ide.runs.Caveat;
import chad.ide.runs.EndedRuns;
import chad.ide.runs.RunIndex;
import chad.ide.runs.RunRow;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.ScoreQueries;
import chad.ide.spend.Spending;
import chad.ide.store.Store;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreUnavailableException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds up runs from the index in memory, in one walk through each store; only the last runs of each workflow are looked
 * up in their stores.
 */
@Singleton
class StatsService {

    private static final int MAX_WORKFLOWS = 50;
    private static final int TICKS = 20;
    private static final int MAX_KEPT = 50;

    private record Kept(long revision, long usageRevision, Stats stats) {}

    /** Where a run lies that is among the last of its workflow. */
    private record Place(Store store, long position, long createdAtMs) {}

    private final RunIndex index;
    private final RunService runs;
    private final StoreCopies copies;
    private final EndedRuns ended;
    private final ScoreQueries scores;
    private final Spending spending;

    /** By what was asked for, as long as nothing has changed that a list could show. */
    private final Cache<StatsQuery, Kept> kept =
            Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

    StatsService(
            RunIndex index,
            RunService runs,
            StoreCopies copies,
            EndedRuns ended,
            ScoreQueries scores,
            Spending spending) {
        this.index = index;
        this.runs = runs;
        this.copies = copies;
        this.ended = ended;
        this.scores = scores;
        this.spending = spending;
    }

    Stats of(StatsQuery query) {
        long revision = index.revision();
        long usageRevision = spending.revision();
        return Optional.ofNullable(kept.getIfPresent(query))
                .filter(known -> known.revision() == revision && known.usageRevision() == usageRevision)
                .orElseGet(() -> {
                    Kept fresh = new Kept(revision, usageRevision, new Walk(query).stats());
                    if (!spending.isBehind()) {
                        kept.put(query, fresh);
                    }
                    return fresh;
                })
                .stats();
    }

    /** The runs of one workflow. */
    private static final class OfWorkflow {

        final String name;
        final Tally tally = new Tally();
        final List<Place> latest = new ArrayList<>();

        /** How many of the latest are of the store that is being walked through. */
        int ofThisStore;

        OfWorkflow(String name) {
            this.name = name;
        }
    }

    /** One answer being added up. */
    private final class Walk {

        private final Buckets buckets;
        private final ScoreTally scoreTally;
        private final Tally all = new Tally();
        private final Tally before = new Tally();
        private final Tally[] byBucket;
        private final Map<String, OfWorkflow> byName = new HashMap<>();

        /** By the index's code: there is no time for a hash of each of a million runs. */
        private @Nullable OfWorkflow[] byCode = new OfWorkflow[64];

        private final Map<Store, Map<Long, RunState>> active = runs.activeStates();
        private final Map<Store, Map<Long, RunState>> known = new HashMap<>();

        /** How many workflows have all the last runs that are shown, of the store that is being walked through. */
        private int full;

        Walk(StatsQuery query) {
            buckets = Buckets.of(query);
            scoreTally = new ScoreTally(buckets);
            byBucket = Stream.generate(Tally::new).limit(buckets.count()).toArray(Tally[]::new);
        }

        Stats stats() {
            for (Store store : index.stores()) {
                if (!copies.isCopy(store)) {
                    add(store);
                    addScores(store);
                }
            }
            TokenTally tokens = new TokenTally(buckets, spending);
            List<Stats.Bucket> rows = new ArrayList<>();
            for (int i = 0; i < byBucket.length; i++) {
                rows.add(new Stats.Bucket(
                        buckets.startMs(i), byBucket[i].counts(), byBucket[i].figures(), tokens.ofBucket(i)));
            }
            List<OfWorkflow> busiest = byName.values().stream()
                    .sorted(Comparator.comparingLong((OfWorkflow one) -> one.tally.total())
                            .reversed()
                            .thenComparing(one -> one.name))
                    .limit(MAX_WORKFLOWS)
                    .toList();
            return new Stats(
                    buckets.sinceMs(),
                    buckets.endMs(),
                    all.counts(),
                    all.figures(),
                    before.figures(),
                    rows,
                    workflows(busiest, tokens),
                    byName.size(),
                    tokens.all(),
                    tokens.before(),
                    tokens.models(),
                    tokens.modelCount(),
                    scoreTally.scorers());
        }

        private void addScores(Store store) {
            try {
                scores.between(store, buckets.sinceMs(), buckets.endMs()).forEach(scoreTally::add);
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("Scores can't be read at the moment. store=%s", store.name());
            }
        }

        private void add(Store store) {
            Map<Long, RunState> states = states(store);
            long beforeMs = buckets.beforeMs();
            byName.values().forEach(workflow -> workflow.ofThisStore = 0);
            full = 0;
            index.newestFirst(store, (position, createdAtMs, status, code, durationMs) -> {
                int bucket = buckets.indexOf(createdAtMs);
                if (bucket >= 0) {
                    RunState state = state(states, position, status);
                    all.add(state, durationMs);
                    byBucket[bucket].add(state, durationMs);
                    workflow(code).tally.add(state, durationMs);
                } else if (createdAtMs >= beforeMs && createdAtMs < buckets.sinceMs()) {
                    before.add(state(states, position, status), durationMs);
                }
                @Nullable OfWorkflow workflow = code < byCode.length ? byCode[code] : null;
                if (workflow != null && createdAtMs < buckets.endMs() && workflow.ofThisStore < TICKS) {
                    workflow.latest.add(new Place(store, position, createdAtMs));
                    workflow.ofThisStore++;
                    full += workflow.ofThisStore == TICKS ? 1 : 0;
                }
                return createdAtMs >= beforeMs || full < byName.size();
            });
        }

        private OfWorkflow workflow(int code) {
            if (code >= byCode.length) {
                byCode = Arrays.copyOf(byCode, Math.max(code + 1, byCode.length * 2));
            }
            @Nullable OfWorkflow known = byCode[code];
            if (known == null) {
                known = byName.computeIfAbsent(index.workflowName(code), OfWorkflow::new);
                byCode[code] = known;
            }
            return known;
        }

        /** Of runs whose state is not the engine's word. */
        private Map<Long, RunState> states(Store store) {
            return known.computeIfAbsent(store, first -> {
                Map<Long, RunState> states = new HashMap<>();
                ended.lossy(first).forEach((position, kinds) -> {
                    if (kinds.contains(Caveat.Kind.FAILURES)) {
                        states.put(position, RunState.FINISHED_WITH_FAILURES);
                    }
                });
                states.putAll(active.getOrDefault(first, Map.of()));
                return states;
            });
        }

        private RunState state(Map<Long, RunState> states, long position, String status) {
            RunState derived = states.get(position);
            boolean isStale = derived == RunState.FINISHED_WITH_FAILURES && !status.equals("finished");
            return derived != null && !isStale ? derived : RunState.ofEngine(status);
        }

        private List<Stats.Workflow> workflows(List<OfWorkflow> busiest, TokenTally tokens) {
            Map<OfWorkflow, List<Place>> latest = new HashMap<>();
            Map<Store, List<Long>> asked = new HashMap<>();
            for (OfWorkflow workflow : busiest) {
                List<Place> places = workflow.latest.stream()
                        .sorted(Comparator.comparingLong(Place::createdAtMs).reversed())
                        .limit(TICKS)
                        .toList();
                latest.put(workflow, places);
                places.forEach(place -> asked.computeIfAbsent(place.store(), first -> new ArrayList<>())
                        .add(place.position()));
            }
            Map<Store, Map<Long, RunRow>> rows = new HashMap<>();
            asked.forEach((store, positions) -> {
                Map<Long, RunRow> byPosition = new HashMap<>();
                runs.rowsAt(store, positions).forEach(row -> byPosition.put(row.position(), row));
                rows.put(store, byPosition);
            });
            return busiest.stream()
                    .map(workflow -> new Stats.Workflow(
                            workflow.name,
                            workflow.tally.counts(),
                            workflow.tally.figures(),
                            tokens.ofWorkflow(workflow.name),
                            latest.getOrDefault(workflow, List.of()).stream()
                                    .map(place -> tick(place, rows))
                                    .flatMap(Optional::stream)
                                    .toList()))
                    .toList();
        }

        /** Empty when the run is gone from its store, or the store can't be read now. */
        private Optional<Stats.Tick> tick(Place place, Map<Store, Map<Long, RunRow>> rows) {
            return Optional.ofNullable(
                            rows.getOrDefault(place.store(), Map.of()).get(place.position()))
                    .map(row -> new Stats.Tick(
                            row.id(),
                            place.store().name(),
                            state(states(place.store()), row.position(), row.status()),
                            row.createdAtMs(),
                            row.durationMs()));
        }
    }
}
