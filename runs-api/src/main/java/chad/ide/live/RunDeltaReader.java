package chad.ide.live;

import chad.edge.ProblemException;
import chad.ide.approvals.Gate;
import chad.ide.approvals.GateQueries;
import chad.ide.history.RunTail;
import chad.ide.history.RunTail.Line;
import chad.ide.history.RunTail.Tail;
import chad.ide.runs.RunService;
import chad.ide.runs.RunSummary;
import chad.ide.runs.StoredRun;
import chad.ide.store.Store;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is new of a run since it was last read: its events behind the last one, the nodes that these name, and its
 * gates when one of them is about a gate. The reads are bounded whatever the run holds.
 */
@Singleton
class RunDeltaReader {

    private static final int MAX_RUNS = 10_000;
    private static final int MAX_EVENTS = 500;
    private static final int MAX_NODES = 100;

    /**
     * What was told of a run.
     *
     * @param seq its last event
     * @param gates statuses by gate; null when they were not read yet
     * @param openQuestions of agents, of which no event tells
     */
    private record Told(
            long seq,
            @Nullable RunSummary summary,
            @Nullable Map<String, String> gates,
            int openQuestions) {}

    /** @param more whether it should be read again at once */
    record RunDelta(List<Change> changes, boolean more) {}

    private final RunTail tails;
    private final RunService runs;
    private final GateQueries gates;
    private final LiveQueries queries;
    private final Cache<StoredRun, Told> told =
            Caffeine.newBuilder().maximumSize(MAX_RUNS).build();

    RunDeltaReader(RunTail tails, RunService runs, GateQueries gates, LiveQueries queries) {
        this.tails = tails;
        this.runs = runs;
        this.gates = gates;
        this.queries = queries;
    }

    void forget() {
        told.invalidateAll();
    }

    /** Another file has taken its place: what was told was about the one before. */
    void forget(Store store) {
        told.asMap().keySet().removeIf(run -> run.store().equals(store));
    }

    /**
     * Reads one run; never twice at the same time.
     *
     * @param sinceMs what is older is no news, for a run that was not read before
     */
    RunDelta read(StoredRun run, long sinceMs) {
        Told before = told.getIfPresent(run);
        Tail tail = before == null ? tails.since(run, sinceMs, MAX_EVENTS) : tails.after(run, before.seq(), MAX_EVENTS);
        if (before != null && tail.lookedTo() < before.seq()) {
            tail = tails.since(run, sinceMs, MAX_EVENTS); // a rewind took events away and gives their numbers again
        }
        List<Change> changes = new ArrayList<>();
        RunSummary summary = summary(run);
        boolean statusChanged = before == null
                || before.summary() == null
                || summary == null
                || !before.summary().status().equals(summary.status());
        if (summary != null && (before == null || !summary.equals(before.summary()))) {
            changes.add(new Change.OfRun(summary));
        }
        addNodes(run, tail, changes);
        List<Line> shown =
                tail.lines().stream().filter(line -> !line.isBookkeeping()).toList();
        if (!shown.isEmpty()) {
            changes.add(new Change.OfLog(run.id(), run.store().name(), shown));
        }
        Map<String, String> known = before == null ? null : before.gates();
        int openQuestions = gates.openQuestionsOfAgents(run.store(), run.id());
        boolean readGates = statusChanged
                || (before != null && openQuestions != before.openQuestions())
                || tail.lines().stream().anyMatch(RunDeltaReader::isAboutGates);
        Map<String, String> now = readGates ? addGates(run, known, sinceMs, changes) : known;
        told.put(run, new Told(tail.lookedTo(), summary, now, openQuestions));
        return new RunDelta(changes, tail.more());
    }

    private @Nullable RunSummary summary(StoredRun run) {
        try {
            return runs.summary(run);
        } catch (ProblemException gone) {
            return null;
        }
    }

    private void addNodes(StoredRun run, Tail tail, List<Change> changes) {
        Set<String> ids = new LinkedHashSet<>();
        for (Line line : tail.lines().reversed()) {
            if (line.nodeId() != null) {
                ids.add(line.nodeId());
            }
        }
        List<String> some = ids.stream().limit(MAX_NODES).toList();
        List<Change.NodeState> nodes = queries.nodes(run, some, MAX_NODES);
        if (!nodes.isEmpty()) {
            changes.add(new Change.OfNodes(run.id(), run.store().name(), nodes, ids.size() > some.size()));
        }
    }

    private static boolean isAboutGates(Line line) {
        return line.type().startsWith("Approval") || line.type().startsWith("Human");
    }

    private Map<String, String> addGates(
            StoredRun run, @Nullable Map<String, String> known, long sinceMs, List<Change> changes) {
        Map<String, String> now = new HashMap<>();
        for (Gate gate : gates.ofRun(run.store(), run.id())) {
            String key = gate.nodeId() + "::" + gate.iteration() + "::" + gate.requestId();
            now.put(key, gate.status());
            boolean waits = gate.status().equals("requested");
            Long when = waits ? gate.requestedAtMs() : gate.decidedAtMs();
            String before = known == null ? null : known.get(key);
            boolean isNews = before == null
                    ? (when == null ? known != null : when >= sinceMs) // one that a half-copied file lacked is old
                    : !gate.status().equals(before);
            if (isNews) {
                changes.add(new Change.OfGate(run.id(), waits ? "asked" : "decided", Change.GateState.of(gate)));
            }
        }
        return now;
    }
}
