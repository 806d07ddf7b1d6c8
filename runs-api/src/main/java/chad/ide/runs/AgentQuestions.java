package chad.ide.runs;

import chad.ide.store.StoreReader;

/**
 * Which rows of the engine's human requests an agent asked in the middle of its task. The question of a HumanTask has an
 * approval beside it and the id {@code human:RUN:NODE:ITERATION}, to which those of agents add a word.
 */
public final class AgentQuestions {

    /** An id is made of two others and a few characters. */
    public static final int MAX_REQUEST_ID_BYTES = 3 * StoreReader.MAX_ID_BYTES;

    private AgentQuestions() {}

    /**
     * The condition for rows {@code h} of a run, by the table's only index, which is on the id.
     *
     * @param run the expression for the run's id
     */
    public static String of(String run) {
        return """
                h.request_id > 'human:' || %1$s || ':' AND h.request_id < 'human:' || %1$s || ';'
                           AND h.run_id = %1$s
                           AND h.request_id <> 'human:' || h.run_id || ':' || h.node_id || ':' || h.iteration
                           AND %2$s AND %3$s AND octet_length(h.request_id) <= %4$d\
                """.formatted(
                run, StoreReader.hasUsualId("h.run_id"), StoreReader.hasUsualId("h.node_id"), MAX_REQUEST_ID_BYTES);
    }
}
