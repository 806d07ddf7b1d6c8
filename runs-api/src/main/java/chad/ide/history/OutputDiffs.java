package chad.ide.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.detail.NodeService;
import chad.ide.detail.WholeJson;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredValue;
import chad.ide.workflows.TextDiff;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what two nodes gave, or two attempts of one, or the same node of two runs, as text. The table of outputs holds
 * what a node gave last; of an attempt its answer is compared.
 */
@Singleton
class OutputDiffs {

    /** Of one side. Two such texts are compared in well under a second. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int INDENT = 2;

    private final NodeService nodes;
    private final StoreReader reader;
    private final ObjectMapper json;

    OutputDiffs(NodeService nodes, StoreReader reader, ObjectMapper json) {
        this.nodes = nodes;
        this.reader = reader;
        this.json = json;
    }

    /**
     * One side.
     *
     * @param attempt null for what the node gave in the end
     */
    record Side(
            StoredRun run,
            String node,
            @Nullable Integer iteration,
            @Nullable Integer attempt) {

        String name() {
            String turn = iteration == null ? "" : " turn " + (iteration + 1);
            return "%s %s%s%s".formatted(run.id(), node, turn, attempt == null ? "" : " attempt " + attempt);
        }
    }

    TextDiff compare(Side from, Side to) {
        return TextDiff.of("output", from.name(), text(from), to.name(), text(to));
    }

    private String text(Side side) {
        Bounded bytes = new Bounded();
        try {
            if (side.attempt() == null) {
                WholeJson output = nodes.output(side.run(), side.node(), side.iteration());
                output.write(bytes);
            } else {
                answer(side, bytes);
            }
        } catch (IOException tooLong) {
            throw ProblemType.TOO_LARGE.because(
                    ("The output of %s has more than %d bytes, which is more than can be compared here. Download"
                                    + " both and compare them with another tool.")
                            .formatted(side.name(), MAX_BYTES));
        }
        return readable(bytes.text());
    }

    private void answer(Side side, OutputStream into) throws IOException {
        nodes.requireNode(side.run(), side.node());
        int turn = side.iteration() == null ? 0 : side.iteration();
        reader.payload(
                        side.run().store(),
                        new StoredValue(
                                "_smithers_attempts",
                                "response_text",
                                "run_id = ? AND node_id = ? AND iteration = ? AND attempt = ? AND response_text IS NOT NULL",
                                side.run().id(),
                                side.node(),
                                turn,
                                side.attempt()))
                .orElseThrow(() -> ProblemType.NODE_NOT_FOUND.because(
                        "%s has no answer: only agents store one for each attempt.".formatted(side.name())))
                .writeTo(into);
    }

    /** JSON as lines a person compares: a member each, texts with their own lines. What is not JSON stays as it is. */
    private String readable(String text) {
        try {
            JsonNode value = json.readTree(text);
            if (value == null || value.isMissingNode()) {
                return text;
            }
            List<String> lines = new ArrayList<>();
            write(value, "", 0, lines);
            return String.join("\n", lines);
        } catch (JsonProcessingException plain) {
            return text;
        }
    }

    private static void write(JsonNode value, String label, int depth, List<String> lines) {
        String indent = " ".repeat(depth * INDENT);
        if (value.isObject() && !value.isEmpty()) {
            int inner = label.isEmpty() ? depth : depth + 1;
            addLabel(indent, label, lines);
            value.properties().forEach(member -> write(member.getValue(), member.getKey() + ":", inner, lines));
        } else if (value.isArray() && !value.isEmpty()) {
            int inner = label.isEmpty() ? depth : depth + 1;
            addLabel(indent, label, lines);
            value.forEach(item -> write(item, "-", inner, lines));
        } else if (value.isTextual() && value.asText().indexOf('\n') >= 0) {
            addLabel(indent, label, lines);
            value.asText().lines().forEach(line -> lines.add(indent + " ".repeat(INDENT) + line));
        } else {
            String scalar = value.isTextual() ? value.asText() : value.toString();
            lines.add(label.isEmpty() ? indent + scalar : indent + label + " " + scalar);
        }
    }

    private static void addLabel(String indent, String label, List<String> lines) {
        if (!label.isEmpty()) {
            lines.add(indent + label);
        }
    }

    /** Keeps what is written, and refuses more than is compared. */
    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (kept.size() + length > MAX_BYTES) {
                throw new IOException("more than %d bytes".formatted(MAX_BYTES));
            }
            kept.write(bytes, offset, length);
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        String text() {
            return kept.toString(UTF_8);
        }
    }
}
