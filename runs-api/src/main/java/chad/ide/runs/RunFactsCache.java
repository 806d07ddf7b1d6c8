package chad.ide.runs;

import chad.ide.problem.ProblemType;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreUnavailableException;
import chad.ide.tree.BrokenFrameException;
import chad.ide.tree.TreeNode;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Progress, tokens and signs of runs, read once and kept until the run changes.
 *
 * <p>Tokens stand in the events only, and a run can have hundreds of thousands: they are added up from where the last
 * look ended, for some milliseconds while a request waits, and the rest in the background. Until then the figures are
 * marked as not exact.
 */
@ApplicationScoped
public class RunFactsCache {

    /** About 1 KiB each. */
    private static final int MAX_RUNS = 10_000;

    private static final int MAX_TASKS = 20_000;
    private static final int MAX_INDEX_BYTES = 4 << 20;

    private record Key(Store store, String runId) {}

    private final StoreReader reader;
    private final RunQueries queries;
    private final UsageReader usages;
    private final EvidenceQueries evidence;
    private final FrameQueries frames;
    private final TitleQueries titles;
    private final ObjectMapper json;
    private final RunIndex index;
    private final Cache<Key, RunFacts> current =
            Caffeine.newBuilder().maximumSize(MAX_RUNS).build();
    private final Cache<Key, Usage> added =
            Caffeine.newBuilder().maximumSize(MAX_RUNS).build();
    private final Set<Key> beingAdded = ConcurrentHashMap.newKeySet();
    private final ExecutorService adder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("token-adder").factory());

    RunFactsCache(
            StoreReader reader,
            RunQueries queries,
            UsageReader usages,
            EvidenceQueries evidence,
            FrameQueries frames,
            TitleQueries titles,
            ObjectMapper json,
            RunIndex index) {
        this.reader = reader;
        this.queries = queries;
        this.usages = usages;
        this.evidence = evidence;
        this.frames = frames;
        this.titles = titles;
        this.json = json;
        this.index = index;
    }

    void onRunChanged(@Observes RunChanged news) {
        current.invalidate(new Key(news.store(), news.runId()));
    }

    void onStoreChanged(@Observes StoreChanged news) {
        if (news.kind() == StoreChanged.Kind.WRITTEN) {
            // a signal is the one thing that the engine writes without an event, in two steps
            current.asMap()
                    .entrySet()
                    .removeIf(entry -> entry.getKey().store().equals(news.store())
                            && entry.getValue().evidence().eventWaits() > 0);
        } else {
            current.asMap().keySet().removeIf(key -> key.store().equals(news.store()));
            added.asMap().keySet().removeIf(key -> key.store().equals(news.store()));
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        adder.shutdownNow();
    }

    public RunFacts of(Store store, RunRow row) {
        Key key = new Key(store, row.id());
        RunFacts known = current.getIfPresent(key);
        if (known != null && (known.evidence().engineBeats() || !row.isActive())) {
            return known;
        }
        if (known != null) {
            current.invalidate(key); // an engine without heartbeats is judged by its newest event
        }
        // Read inside the cache's own lock, so that news which arrive meanwhile throw away what was read before them.
        RunFacts read = current.get(key, missing -> read(missing, row));
        if (!read.usageIsComplete() && beingAdded.add(key)) {
            adder.execute(() -> addTheRest(key, read));
        }
        return read;
    }

    /** Of a run that was located. */
    public RunFacts of(StoredRun run) {
        return queries.byId(run.store(), run.id())
                .map(row -> of(run.store(), row))
                .orElseThrow(() -> ProblemType.RUN_NOT_FOUND.because("The run is gone from its store."));
    }

    private RunFacts read(Key key, RunRow row) {
        long lastSeq = usages.lastSeq(key.store(), key.runId());
        Usage none = usages.isReported(key.store()) ? Usage.NONE : Usage.UNREPORTED;
        Usage usage = added.get(key, first -> none);
        if (lastSeq < usage.lastSeq()) {
            usage = none; // a rewind took events away
        }
        if (usage.lastSeq() < lastSeq) {
            usage = usages.further(key.store(), key.runId(), usage, lastSeq);
            added.put(key, usage);
        }
        RunEvidence read = row.isActive() ? evidence.of(key.store(), row) : RunEvidence.NONE;
        String title = titles.of(key.store(), key.runId()).orElse(null);
        return new RunFacts(progress(key.store(), key.runId()), read, usage, title, lastSeq);
    }

    private void addTheRest(Key key, RunFacts begun) {
        try {
            RunFacts facts = begun;
            while (!facts.usageIsComplete()) {
                Usage further = usages.further(key.store(), key.runId(), facts.usage(), facts.lastSeq());
                added.put(key, further);
                facts = facts.with(further);
            }
            index.touch(key.store(), key.runId());
        } catch (StoreUnavailableException goneMeanwhile) {
            Log.debugf(
                    "Tokens could not be summed completely. run=%s store=%s",
                    key.runId(), key.store().name());
        } finally {
            beingAdded.remove(key);
        }
    }

    private Progress progress(Store store, String runId) {
        List<Progress.TaskState> states = reader.list(
                store,
                "SELECT %s AS node_id, iteration, %s AS state FROM _smithers_nodes WHERE run_id = ? LIMIT ?"
                        .formatted(reader.shownId("node_id"), StoreReader.word("state")),
                row -> new Progress.TaskState(
                        row.getString("node_id"), row.getInt("iteration"), row.getString("state")),
                runId,
                MAX_TASKS);
        Set<String> guarded = Progress.anyFailed(states) ? guarded(store, runId) : Set.of();
        return Progress.of(tasksInTree(store, runId), states, guarded);
    }

    /** The tree tells what a failure means; it is decoded for runs in which something failed only. */
    private Set<String> guarded(Store store, String runId) {
        try {
            return frames.newest(store, runId)
                    .flatMap(FrameQueries.Frame::tree)
                    .map(TreeNode::guarded)
                    .orElse(Set.of());
        } catch (BrokenFrameException damaged) {
            return Set.of(); // a failure is then told as one
        }
    }

    private Set<String> tasksInTree(Store store, String runId) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_frames", "task_index_json")) {
            return Set.of();
        }
        return reader.first(
                        store,
                        """
                        SELECT coalesce(%s, '[]') AS task_index_json
                          FROM _smithers_frames
                         WHERE run_id = ?
                         ORDER BY frame_no DESC
                         LIMIT 1
                        """.formatted(reader.upTo("task_index_json", MAX_INDEX_BYTES)),
                        row -> keys(row.getString("task_index_json")),
                        runId)
                .orElse(Set.of());
    }

    private Set<String> keys(@Nullable String taskIndex) {
        Set<String> keys = new HashSet<>();
        try {
            for (JsonNode task : json.readTree(taskIndex)) {
                keys.add(task.path("nodeId").asText() + "::"
                        + task.path("iteration").asInt());
            }
        } catch (JsonProcessingException damaged) {
            return Set.of(); // progress then counts the rows alone
        }
        return keys;
    }
}
