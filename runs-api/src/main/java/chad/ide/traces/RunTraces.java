package chad.ide.traces;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import chad.edge.ProblemException;
import chad.ide.engine.WorkflowRoots;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.logging.RepeatedErrors;
import chad.ide.runs.RunRow;
import chad.ide.runs.RunService;
import chad.ide.runs.StoredRun;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a collector of each run that has ended, by what its store says: nothing is measured while it is executed, so an
 * engine, a launch or a request never waits for a collector, and a run of another service on the same store is told as well.
 *
 * <p>The stores are the queue. How far they were told is kept once the collector has taken it; while it takes nothing,
 * nothing is kept in memory, and it is asked again later and later, at most a minute apart.
 */
@ApplicationScoped
class RunTraces {

    private static final int CHUNK = 5_000;

    /** The engine settles its last rows a moment after it has told of the end. */
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(3);

    /** What one look at a store may take before it leaves the rest for the next. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Duration MOST_APART = Duration.ofMinutes(1);

    private final TraceQueries queries;
    private final TraceMarks marks;
    private final RunSpans spans;
    private final RunService runs;
    private final StoreRegistry stores;
    private final StoreCopies copies;
    private final WorkflowRoots roots;
    private final TracesConfig config;
    private final Clock clock;
    private final RepeatedErrors errors = new RepeatedErrors();
    private final Set<Store> written = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Collector collector;
    private volatile @Nullable SpanMaker maker;
    private volatile long begunAtMs;
    private int refusals;
    private long notBeforeMs;

    RunTraces(
            TraceQueries queries,
            TraceMarks marks,
            RunSpans spans,
            RunService runs,
            StoreRegistry stores,
            StoreCopies copies,
            WorkflowRoots roots,
            TracesConfig config,
            Clock clock) {
        this.queries = queries;
        this.marks = marks;
        this.spans = spans;
        this.runs = runs;
        this.stores = stores;
        this.copies = copies;
        this.roots = roots;
        this.config = config;
        this.clock = clock;
    }

    private boolean isOn() {
        return !config.disabled() && config.runs();
    }

    void begin(@Observes StartupEvent started) {
        if (isOn()) {
            try {
                begunAtMs = marks.begunAtMs();
            } catch (LedgerUnavailableException told) {
                Log.debug("When runs were first traced is asked again later.", told);
            }
        }
    }

    void onStoreChanged(@Observes StoreChanged news) {
        if (isOn()) {
            switch (news.kind()) {
                case GONE -> written.remove(news.store());
                case WRITTEN, REPLACED -> written.add(news.store());
            }
        }
    }

    @Scheduled(every = "${runs.traces.look-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    synchronized void look() {
        if (!isOn() || written.isEmpty() || clock.millis() < notBeforeMs) {
            return;
        }
        try {
            if (begunAtMs == 0) {
                begunAtMs = marks.begunAtMs();
            }
            for (Store store : Set.copyOf(written)) {
                written.remove(store); // before it is read: what is written meanwhile is news
                boolean isThere =
                        stores.byName(store.name()).filter(store::equals).isPresent();
                if (isThere && !copies.isCopy(store) && !tell(store)) {
                    written.add(store);
                    if (refusals > 0) {
                        return;
                    }
                }
            }
        } catch (LedgerUnavailableException told) {
            written.addAll(stores.readable());
        }
    }

    /** @return whether all of it was told */
    private boolean tell(Store store) {
        try {
            return !queries.hasEvents(store) || tellEnds(store);
        } catch (StoreUnavailableException lockedOrGone) {
            Log.debugf("Ends of runs can't be read at the moment. store=%s", store.name());
            return false;
        }
    }

    private boolean tellEnds(Store store) {
        long position = queries.after(store, marks.mark(store.name()));
        long settledMs = clock.millis() - SETTLES_WITHIN.toMillis();
        long sinceMs = Math.max(begunAtMs, clock.millis() - config.within().toMillis());
        long untilNanos = System.nanoTime() + LOOK_NANOS;
        OptionalLong next = queries.further(store, position, CHUNK);
        while (next.isPresent()) {
            long upTo = next.getAsLong();
            List<EndedRun> ended = queries.ended(store, position, upTo);
            for (EndedRun end : ended) {
                boolean isTold = end.atMs() >= sinceMs;
                if (end.atMs() > settledMs || (isTold && !tell(store, end))) {
                    return false;
                }
                position = end.position();
                if (isTold) {
                    keep(store, position);
                }
            }
            position = ended.size() < TraceQueries.MAX_ENDS ? upTo : position;
            keep(store, position);
            next = queries.further(store, position, CHUNK);
            if (System.nanoTime() > untilNanos) {
                break;
            }
        }
        return next.isEmpty();
    }

    private void keep(Store store, long position) {
        marks.keep(store.name(), queries.mark(store, position));
    }

    private boolean tell(Store store, EndedRun end) {
        List<SpanData> made;
        try {
            RunRow row = runs.row(new StoredRun(store, end.runId()));
            if (row.isActive()) {
                return true; // revived; it is told when it ends again
            }
            String workflow = roots.nameOf(row.workflowPath(), row.workflowName());
            made = maker().spans(
                            "%s\0%s\0%d".formatted(store.name(), end.runId(), end.atMs()),
                            spans.of(store, row, workflow, end.atMs()));
        } catch (StoreUnavailableException lockedOrGone) {
            throw lockedOrGone;
        } catch (ProblemException gone) {
            return true;
        } catch (RuntimeException failure) {
            errors.log("run=%s store=%s".formatted(end.runId(), store.name()), "A run can't be traced.", failure);
            return true; // it must not keep the others from it
        }
        return made.isEmpty() || takes(made);
    }

    private boolean takes(List<SpanData> made) {
        if (collector().takes(made)) {
            if (refusals > 0) {
                Log.info("The collector of traces takes runs again.");
            }
            refusals = 0;
            return true;
        }
        if (refusals++ == 0) {
            Log.warnf("The collector of traces takes no runs; they are told later. endpoint=%s", config.endpoint());
        }
        long apartMs = Math.min(MOST_APART.toMillis(), 1_000L << Math.min(refusals, 10));
        notBeforeMs = clock.millis() + apartMs;
        return false;
    }

    private SpanMaker maker() {
        SpanMaker known = maker;
        if (known == null) {
            known = new SpanMaker(
                    Resource.getDefault().merge(Resource.create(Attributes.of(stringKey("service.name"), "runs-api"))),
                    config.share());
            maker = known;
        }
        return known;
    }

    private Collector collector() {
        Collector known = collector;
        if (known == null) {
            known = new Collector(config);
            collector = known;
        }
        return known;
    }

    void stop(@Observes ShutdownEvent stopping) {
        Collector told = collector;
        if (told != null) {
            told.close();
        }
        SpanMaker made = maker;
        if (made != null) {
            made.close();
        }
    }
}
