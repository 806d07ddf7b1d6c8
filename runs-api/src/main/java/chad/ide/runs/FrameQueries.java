package chad.ide.runs;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.tree.BrokenFrameException;
import chad.ide.tree.DecodedFrame;
import chad.ide.tree.FrameDecoder;
import chad.ide.tree.StoredFrame;
import chad.ide.tree.TaskTree;
import chad.ide.tree.TreeNode;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads frames and decodes them. */
@Singleton
public class FrameQueries {

    /** A whole frame comes at least every fifty frames; some more are read before a store is called broken. */
    private static final int MAX_DELTAS = 200;

    /** A tree takes some times its text; those of real workflows have some hundred kilobytes. */
    private static final int MAX_BYTES = 8 << 20;

    private static final int MAX_INDEX_BYTES = 4 << 20;

    /**
     * A frame's tree.
     *
     * @param tree empty for a render that showed nothing
     * @param intact false when it does not hash to what the engine recorded
     */
    public record Frame(long frameNo, long createdAtMs, Optional<TreeNode> tree, JsonNode taskIndex, boolean intact) {}

    /** A frame's row without its content. */
    public record FrameRow(
            long frameNo,
            long createdAtMs,
            @Nullable String encoding,
            long sizeBytes,
            @Nullable String note) {}

    private record FrameExtras(long createdAtMs, @Nullable String taskIndex) {}

    private final StoreReader reader;
    private final ObjectMapper json;

    FrameQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** The newest frame; empty before the first render. */
    public Optional<Frame> newest(Store store, String runId) {
        return at(store, runId, Long.MAX_VALUE);
    }

    /** The tree of the newest frame; empty when there is none, and when it can't be decoded. */
    Optional<TreeNode> newestTree(Store store, String runId) {
        try {
            return newest(store, runId).flatMap(Frame::tree);
        } catch (BrokenFrameException damaged) {
            return Optional.empty();
        }
    }

    /**
     * The frame with that number, or the nearest before it.
     *
     * @throws chad.ide.tree.BrokenFrameException when what is stored can't be decoded
     */
    public Optional<Frame> at(Store store, String runId, long frameNo) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_frames")) {
            return Optional.empty();
        }
        boolean hasDeltas = shape.has("_smithers_frames", "encoding");
        String columns = shape.select("_smithers_frames", "encoding", "xml_json", "xml_hash");
        String wholeFrames = hasDeltas ? "encoding <> 'delta'" : "1";
        requireUsualSize(store, runId, frameNo, wholeFrames);
        List<StoredFrame> frames = reader.list(
                store,
                """
                SELECT frame_no, %s
                  FROM _smithers_frames
                 WHERE run_id = ? AND frame_no <= ?
                   AND frame_no >= (SELECT max(frame_no) FROM _smithers_frames
                                     WHERE run_id = ? AND frame_no <= ? AND %s)
                 ORDER BY frame_no
                 LIMIT ?
                """.formatted(columns, wholeFrames),
                row -> new StoredFrame(
                        row.getLong("frame_no"),
                        row.getString("encoding"),
                        Objects.requireNonNullElse(row.getString("xml_json"), ""),
                        row.getString("xml_hash")),
                runId,
                frameNo,
                runId,
                frameNo,
                MAX_DELTAS);
        if (frames.isEmpty()) {
            return Optional.empty();
        }
        DecodedFrame decoded = FrameDecoder.decode(frames);
        return extras(store, runId, decoded.frameNo()).map(extras -> {
            JsonNode taskIndex = parsed(extras.taskIndex());
            return new Frame(
                    decoded.frameNo(),
                    extras.createdAtMs(),
                    TaskTree.of(decoded.xml(), taskIndex),
                    taskIndex,
                    decoded.intact());
        });
    }

    private void requireUsualSize(Store store, String runId, long frameNo, String wholeFrames) {
        long bytes = reader.first(
                        store, """
                        SELECT coalesce(sum(octet_length(xml_json)), 0) AS bytes
                          FROM _smithers_frames
                         WHERE run_id = ? AND frame_no <= ?
                           AND frame_no >= (SELECT max(frame_no) FROM _smithers_frames
                                             WHERE run_id = ? AND frame_no <= ? AND %s)
                        """.formatted(wholeFrames), row -> row.getLong("bytes"), runId, frameNo, runId, frameNo)
                .orElse(0L);
        if (bytes > MAX_BYTES) {
            throw new BrokenFrameException("The frame and those it builds on have %d bytes; at most %d are decoded."
                    .formatted(bytes, MAX_BYTES));
        }
    }

    /** Frames after that number, in order. */
    public List<FrameRow> after(Store store, String runId, long frameNo, boolean changedOnly, int limit) {
        return part(store, runId, "frame_no > ?", "frame_no", frameNo, changedOnly, limit);
    }

    /** Frames before that number, newest first. */
    public List<FrameRow> before(Store store, String runId, long frameNo, boolean changedOnly, int limit) {
        return part(store, runId, "frame_no < ?", "frame_no DESC", frameNo, changedOnly, limit);
    }

    /** @param changedOnly leaves out frames that rendered the same tree as the one before them: most do */
    private List<FrameRow> part(
            Store store, String runId, String where, String order, long frameNo, boolean changedOnly, int limit) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_frames")) {
            return List.of();
        }
        String changed = changedOnly && shape.has("_smithers_frames", "xml_hash") ? """
                   AND xml_hash IS NOT (SELECT earlier.xml_hash
                                          FROM _smithers_frames earlier
                                         WHERE earlier.run_id = frames.run_id AND earlier.frame_no < frames.frame_no
                                         ORDER BY earlier.frame_no DESC
                                         LIMIT 1)
                """ : "";
        return reader.list(
                store,
                """
                SELECT frame_no, created_at_ms, octet_length(xml_json) AS size_bytes, %s
                  FROM _smithers_frames AS frames
                 WHERE run_id = ? AND %s
                 %s
                 ORDER BY %s
                 LIMIT ?
                """.formatted(shape.select("_smithers_frames", "encoding", "note"), where, changed, order),
                row -> new FrameRow(
                        row.getLong("frame_no"),
                        row.getLong("created_at_ms"),
                        row.getString("encoding"),
                        row.getLong("size_bytes"),
                        row.getString("note")),
                runId,
                frameNo,
                limit);
    }

    private Optional<FrameExtras> extras(Store store, String runId, long frameNo) {
        return reader.first(
                store,
                "SELECT created_at_ms, %s AS task_index_json FROM _smithers_frames WHERE run_id = ? AND frame_no = ?"
                        .formatted(
                                reader.shape(store).has("_smithers_frames", "task_index_json")
                                        ? reader.upTo("task_index_json", MAX_INDEX_BYTES)
                                        : "NULL"),
                row -> new FrameExtras(row.getLong("created_at_ms"), row.getString("task_index_json")),
                runId,
                frameNo);
    }

    private JsonNode parsed(@Nullable String taskIndex) {
        if (taskIndex == null) {
            return json.missingNode();
        }
        try {
            return json.readTree(taskIndex);
        } catch (JsonProcessingException damaged) {
            return json.missingNode();
        }
    }
}
