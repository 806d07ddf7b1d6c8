package chad.ide.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the engine keeps of a run that may be long, and where. */
enum Payload {
    REQUEST("_smithers_approvals", "request_json", "node_id", "iteration"),
    QUESTION("_smithers_human_requests", "prompt", "node_id", "iteration"),
    ANSWER_SCHEMA("_smithers_human_requests", "schema_json", "node_id", "iteration"),
    CONVERSATION("_smithers_attempts", "meta_json", "node_id", "iteration", "attempt"),
    ANSWER("_smithers_attempts", "response_text", "node_id", "iteration", "attempt"),
    ERROR("_smithers_attempts", "error_json", "node_id", "iteration", "attempt"),
    TOOL_INPUT("_smithers_tool_calls", "input_json", "node_id", "iteration", "attempt", "seq"),
    TOOL_OUTPUT("_smithers_tool_calls", "output_json", "node_id", "iteration", "attempt", "seq"),
    DIFF("_smithers_node_diffs", "diff_json", "node_id", "iteration"),
    RUN_ERROR("_smithers_runs", "error_json");

    private final String table;
    private final String column;
    private final String where;

    Payload(String table, String column, String... keys) {
        this.table = table;
        this.column = column;
        this.where = "run_id = ?" + Arrays.stream(keys).map(Payload::condition).collect(Collectors.joining());
    }

    private static String condition(String key) {
        return " AND " + key + " = ?";
    }

    String table() {
        return table;
    }

    String column() {
        return column;
    }

    /** Whether one node's turn may have several, told apart by the id of the request. */
    boolean isOfRequest() {
        return this == QUESTION || this == ANSWER_SCHEMA;
    }

    boolean needs(String key) {
        return where.contains(condition(key));
    }

    /** The condition of its row: the run, then what it needs, in this order. */
    String where() {
        return where;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Payload> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Payload::word).collect(Collectors.joining("`, `", "`", "`"));
    }
}
