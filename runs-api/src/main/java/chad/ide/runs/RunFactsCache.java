package chad.ide.runs;

import chad.ide.problem.ProblemType;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreUnavailableException;
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
import java.util.Optional;
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
    private final RepeatQueries repeats;
    private final RootCauses causes;
    private final CaveatQueries caveats;
    private final FrameQueries frames;
    private final TitleQueries titles;
    private final ScoreQueries scores;
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
            RepeatQueries repeats,
            RootCauses causes,
            CaveatQueries caveats,
            FrameQueries frames,
            TitleQueries titles,
            ScoreQueries scores,
            ObjectMapper json,
            RunIndex index) {
        this.reader = reader;
        this.queries = queries;
        this.usages = usages;
        this.evidence = evidence;
        this.repeats = repeats;
        this.causes = causes;
        this.caveats = caveats;
        this.frames = frames;
        this.titles = titles;
        this.scores = scores;
        this.json = json;
        this.index = index;
    }

    void onRunChanged(@Observes RunChanged news) {
        current.invalidate(new Key(news.store(), news.runId()));
        // What repeats in a subflow, or failed in it, is told of the run that it is part of as well.
        int child = news.runId().lastIndexOf(":child:");
        while (child > 0) {
            current.invalidate(new Key(news.store(), news.runId().substring(0, child)));
            child = news.runId().lastIndexOf(":child:", child - 1);
        }
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
            adder.execute(() -> addTheRest(key, read.lastSeq()));
        }
        return read;
    }

    /** As it stands at this moment, for who keeps what is found. */
    RunFacts anew(Store store, RunRow row) {
        current.invalidate(new Key(store, row.id()));
        return of(store, row);
    }

    /** Of a run that was located. */
    public RunFacts of(StoredRun run) {
        return queries.byId(run.store(), run.id())
                .map(row -> of(run.store(), row))
                .orElseThrow(() -> ProblemType.RUN_NOT_FOUND.because("The run is gone from its store."));
    }

    private RunFacts read(Key key, RunRow row) {
        long lastSeq = usages.lastSeq(key.store(), key.runId());
        Usage none = noneOf(key.store());
        Usage usage = added.get(key, first -> none);
        if (lastSeq < usage.lastSeq()) {
            usage = none; // a rewind took events away
        }
        if (usage.lastSeq() < lastSeq) {
            usage = usages.further(key.store(), key.runId(), usage, lastSeq);
            added.put(key, usage);
        }
        RunEvidence read = row.isActive() ? evidence.of(key.store(), row) : RunEvidence.NONE;
        Repeats again = repeats.of(key.store(), row);
        List<Progress.TaskState> states = states(key.store(), key.runId(), again);
        // What a failure means the tree tells; it is decoded for runs in which something failed only.
        Optional<TreeNode> tree =
                Progress.anyFailed(states) ? frames.newestTree(key.store(), key.runId()) : Optional.empty();
        Progress progress = Progress.of(
                tasksInTree(key.store(), key.runId()),
                states,
                tree.map(TreeNode::guarded).orElse(Set.of()));
        boolean wantsCause = row.status().equals("failed") || progress.failed() > 0;
        Cause cause = !wantsCause || row.unstartedFork()
                ? null
                : causes.of(key.store(), row, tree).map(RootCauses.Found::cause).orElse(null);
        String title = titles.of(key.store(), key.runId()).orElse(null);
        RunScore score = scores.of(key.store(), key.runId()).orElse(null);
        List<Caveat> lost = caveats.of(key.store(), row, progress, cause);
        return new RunFacts(
                progress, read, again, cause, lost, judged(key, row, usage, lastSeq), title, score, lastSeq);
    }

    /** What is known before a report was read: of an engine that reports none, that it is not known. */
    private Usage noneOf(Store store) {
        return usages.isReported(store) ? Usage.NONE : Usage.UNREPORTED;
    }

    /** Attempts of a long run are looked at when its reports have been added up: one that is not yet seems to lack them. */
    private Usage judged(Key key, RunRow row, Usage usage, long lastSeq) {
        if (usage.lastSeq() < lastSeq || row.unstartedFork()) {
            return usage;
        }
        UsageReader.Ended ended = usages.ended(key.store(), key.runId());
        return usage.judged(ended.attempts(), ended.areAll());
    }

    private void addTheRest(Key key, long lastSeq) {
        try {
            Usage usage = added.get(key, gone -> noneOf(key.store()));
            while (usage.lastSeq() < lastSeq) {
                usage = usages.further(key.store(), key.runId(), usage, lastSeq);
                added.put(key, usage);
            }
            current.invalidate(key);
            index.touch(key.store(), key.runId());
        } catch (StoreUnavailableException goneMeanwhile) {
            Log.debugf(
                    "Tokens could not be summed completely. run=%s store=%s",
                    key.runId(), key.store().name());
        } finally {
            beingAdded.remove(key);
        }
    }

    private List<Progress.TaskState> states(Store store, String runId, Repeats again) {
        return reader.list(
                store,
                "SELECT %s AS node_id, iteration, %s AS state FROM _smithers_nodes WHERE run_id = ? LIMIT ?"
                        .formatted(reader.shownId("node_id"), StoreReader.word("state")),
                row -> {
                    String nodeId = row.getString("node_id");
                    int iteration = row.getInt("iteration");
                    String state = again.stateOf(nodeId, iteration, row.getString("state"));
                    return new Progress.TaskState(nodeId, iteration, state);
                },
                runId,
                MAX_TASKS);
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
