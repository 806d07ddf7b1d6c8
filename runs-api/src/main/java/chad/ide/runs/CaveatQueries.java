package chad.ide.runs;

import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what is remarkable about the attempts of a finished run. */
@Singleton
class CaveatQueries extends EventPositions {

    /** Of a loop with more turns the first are looked at. */
    private static final int MAX_ATTEMPTS = 5_000;

    private static final int MAX_ENDS = 1_000;
    private static final int MAX_MODEL_CHARS = 200;

    /** What stands in every answer of the stand-in of our workflows ({@code lib/offline.js}), near its beginning. */
    private static final String STAND_IN = "(offline stand-in)";

    private static final int LABEL_WITHIN = 4_000;

    /** The attempt whose answer a task took. */
    private record Answered(
            String nodeId,
            int iteration,
            @Nullable String model,
            long chainIndex,
            long corrections,
            boolean isStandIn,
            boolean isCut) {

        String name() {
            return iteration == 0 ? "`%s`".formatted(nodeId) : "`%s` (turn %d)".formatted(nodeId, iteration + 1);
        }
    }

    private final StoreReader reader;

    CaveatQueries(StoreReader reader) {
        super(reader);
        this.reader = reader;
    }

    /**
     * In the order of their kinds.
     *
     * @param cause the first failure; null when nothing failed
     */
    List<Caveat> of(Store store, RunRow row, Progress progress, @Nullable Cause cause) {
        if (!row.status().equals("finished") || row.unstartedFork()) {
            return List.of();
        }
        List<Answered> answers = answers(store, row.id());
        List<Caveat> caveats = new ArrayList<>();
        if (progress.lost() > 0) {
            caveats.add(failures(progress, cause));
        }
        add(caveats, Caveat.Kind.FALLBACK, answers, one -> one.chainIndex() > 0, CaveatQueries::fallback);
        add(
                caveats,
                Caveat.Kind.STAND_IN,
                answers,
                Answered::isStandIn,
                one -> one.name() + " was answered by the offline stand-in: no model was asked.");
        add(caveats, Caveat.Kind.CORRECTED, answers, one -> one.corrections() > 0, CaveatQueries::corrected);
        add(
                caveats,
                Caveat.Kind.CUT,
                answers,
                Answered::isCut,
                one -> "The answer of %s was cut at the model's limit.".formatted(one.name()));
        return caveats;
    }

    private static Caveat failures(Progress progress, @Nullable Cause cause) {
        String first = cause == null ? "%d of its tasks were cancelled.".formatted(progress.cancelled()) : cause.says();
        int more = cause == null ? 0 : progress.lost() - 1;
        return new Caveat(
                Caveat.Kind.FAILURES,
                cause == null || cause.nodeId() == null ? "" : cause.nodeId(),
                cause == null ? 0 : cause.iteration(),
                progress.lost(),
                "%s The run went on without it%s."
                        .formatted(Failure.sentence(first), more > 0 ? " and without %d more".formatted(more) : ""));
    }

    private static String fallback(Answered one) {
        return "%s was answered by %s, a fallback: the agents before it in its chain gave no answer."
                .formatted(one.name(), one.model() == null ? "another agent" : one.model());
    }

    private static String corrected(Answered one) {
        return "The answer of %s had to be corrected %s to get its shape."
                .formatted(one.name(), one.corrections() == 1 ? "once" : one.corrections() + " times");
    }

    private interface Words {
        String of(Answered answered);
    }

    private static void add(
            List<Caveat> caveats, Caveat.Kind kind, List<Answered> answers, Predicate<Answered> is, Words words) {
        List<Answered> found = answers.stream().filter(is).toList();
        if (!found.isEmpty()) {
            Answered first = found.getFirst();
            int more = found.size() - 1;
            caveats.add(new Caveat(
                    kind,
                    first.nodeId(),
                    first.iteration(),
                    found.size(),
                    words.of(first) + (more == 0 ? "" : " The same is true of %d more.".formatted(more))));
        }
    }

    /** The last finished attempt of each task of an agent, in the order of time. */
    private List<Answered> answers(Store store, String runId) {
        Map<String, Answered> last = new LinkedHashMap<>();
        reader.list(
                        store,
                        """
                        SELECT node_id, iteration, %s AS model, %s AS chain_index, %s AS corrections,
                               instr(substr(response_text, 1, %d), '%s') > 0 AS is_stand_in,
                               %s = 'length' AS is_cut
                          FROM _smithers_attempts
                         WHERE run_id = ? AND state = 'finished' AND %s AND %s = 'agent'
                         ORDER BY started_at_ms, node_id, iteration, attempt
                         LIMIT ?
                        """.formatted(
                                        reader.jsonWords("meta_json", "agentModel", MAX_MODEL_CHARS),
                                        reader.jsonText("meta_json", "agentChainIndex"),
                                        reader.jsonText("meta_json", "schemaCorrectionAttempts"),
                                        LABEL_WITHIN,
                                        STAND_IN,
                                        reader.jsonText("meta_json", "agentConversation[#-1].finishReason"),
                                        StoreReader.hasUsualId("node_id"),
                                        reader.taskKind()),
                        CaveatQueries::answered,
                        runId,
                        MAX_ATTEMPTS)
                .forEach(one -> last.put(one.nodeId() + "::" + one.iteration(), one));
        return List.copyOf(last.values());
    }

    private static Answered answered(ResultSet row) throws SQLException {
        return new Answered(
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getString("model"),
                row.getLong("chain_index"),
                row.getLong("corrections"),
                row.getBoolean("is_stand_in"),
                row.getBoolean("is_cut"));
    }

    /** The runs that finished by an event behind one position and up to another. */
    List<String> finished(Store store, long position, long upTo, long sinceMs) {
        return reader.list(
                store,
                """
                SELECT DISTINCT e.run_id
                  FROM _smithers_events e
                 WHERE e.%1$s > ? AND e.%1$s <= ? AND e.type = 'RunFinished' AND e.timestamp_ms >= ? AND %2$s
                 LIMIT ?
                """.formatted(reader.insertOrder(), StoreReader.hasUsualId("e.run_id")),
                row -> row.getString("run_id"),
                position,
                upTo,
                sinceMs,
                MAX_ENDS);
    }
}
