package chad.ide.detail;

import chad.ide.answers.TruncatedValue;
import chad.ide.approvals.Gate;
import chad.ide.runs.Cost;
import chad.ide.runs.Forecast;
import chad.ide.runs.ParentKind;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Score;
import chad.ide.runs.ScorerFailure;
import chad.ide.runs.Tokens;
import chad.ide.tree.TreeNode;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A run in full: everything that the list shows, and what is inside.
 *
 * @param workflowHash the engine's, of the workflow's file and all that it imports; null where the engine kept none
 * @param headline the state and what can be done about it, in a sentence
 * @param input null when it was cut
 * @param error why it failed: the whole message of the node that {@code cause} names
 * @param errorStack where that was thrown, its beginning; null when the engine kept none
 * @param inputCut the beginning of an input that is too large to be shown whole
 * @param nodes in the order of the tree, then those of earlier iterations; at most {@link #MAX_NODES}
 * @param nodeCount how many nodes the run has in all; the rest is at {@code /api/runs/{id}/nodes}
 * @param nodesLeftOut why some of them are not listed; null when all are
 * @param frameNo of the frame that {@code tree} shows
 * @param treeProblem why there is no tree, when its frame can't be decoded
 * @param forks forks and replays of it, oldest first
 * @param children subflows, and the run as which it went on, oldest first
 * @param annotations as given at launch
 * @param scores what the scorers of its tasks found, by node and turn; the first {@link #MAX_SCORES}
 * @param scorerFailures scorers that gave no score; the newest {@link #MAX_SCORER_FAILURES}
 * @param signals that the run was sent, oldest first; the newest {@link #MAX_SIGNALS}
 * @param forecast what it is likely to take, by the last runs of its workflow; null of one that has ended, of subflows and
 *     of copies
 * @param version of this answer, for {@code ?since=}
 * @param changesOnly whether {@code nodes} has only those that have changed since the version that was sent, wherever
 *     they are in the run; {@code input}, {@code inputCut}, {@code tree} and {@code annotations} are as in it and null
 *     here
 */
public record RunDetail(
        @JsonUnwrapped RunSummary summary,

        @Schema(examples = "5f0c2d8e61b4a97c3d10e8f24b6a9d7150c3e2f8a1b4d6970e5c8f3a2b1d4e60") @Nullable String workflowHash,

        String headline,
        @Nullable JsonNode input,
        @Nullable TruncatedValue inputCut,
        @Nullable RunError error,
        @Nullable String errorStack,
        List<Node> nodes,
        long nodeCount,
        @Nullable String nodesLeftOut,
        @Nullable TreeNode tree,
        @Nullable Long frameNo,
        @Nullable String treeProblem,
        List<Gate> approvals,
        List<Fork> forks,
        List<Fork> children,
        Map<String, Tokens> tokensByModel,
        Map<String, Cost> costByModel,
        @Nullable Long heartbeatAtMs,
        @Nullable JsonNode annotations,
        @Nullable ForkOrigin forkedFrom,
        List<Score> scores,
        List<ScorerFailure> scorerFailures,
        List<ReceivedSignal> signals,
        @Nullable Forecast forecast,
        String version,
        boolean changesOnly) {

    static final int MAX_NODES = 500;

    static final int MAX_SIGNALS = 50;

    static final int MAX_SCORES = 200;

    static final int MAX_SCORER_FAILURES = 20;

    static final int MAX_WAITS = 100;

    public RunDetail {
        nodes = List.copyOf(nodes);
        approvals = List.copyOf(approvals);
        forks = List.copyOf(forks);
        children = List.copyOf(children);
        scores = List.copyOf(scores);
        scorerFailures = List.copyOf(scorerFailures);
        signals = List.copyOf(signals);
    }

    /**
     * A signal that the run was sent.
     *
     * @param payload null when it is too long to be shown
     * @param takenBy the node that waited for it; null while none has
     */
    public record ReceivedSignal(
            long seq,
            String name,
            @Nullable String correlationId,
            @Nullable JsonNode payload,
            long payloadBytes,
            long receivedAtMs,
            @Nullable String receivedBy,
            @Nullable String takenBy) {}

    /**
     * A run that descends from this one.
     *
     * @param frameNo of this run, at which it was forked
     */
    public record Fork(
            String id,
            ParentKind kind,
            String status,
            RunState state,
            long createdAtMs,
            @Nullable String label,
            @Nullable Long frameNo) {}

    /** Where this run was forked from. */
    public record ForkOrigin(
            String runId, long frameNo, @Nullable String label) {}
}
