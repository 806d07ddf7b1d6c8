package chad.ide.tree;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Rebuilds the tree of a frame.
 *
 * <p>The engine stores every fiftieth frame whole and the others as the changes against the frame before. Most of
 * those are empty: a frame records a render, and a render after which only outputs changed looks the same. A change is
 * {@code {"version":1,"ops":[{"op":"set|insert|remove","path":[…],"value":…}]}}; the operations apply in order, each to
 * the result of the one before. The tree's canonical text hashes to what the frame's row says, so a mistake shows.
 */
public final class FrameDecoder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DELTA_VERSION = 1;

    private FrameDecoder() {}

    /**
     * The tree of the last of these frames.
     *
     * @param frames the nearest whole frame and all deltas after it, in order
     * @throws BrokenFrameException when the first is a delta, one is missing, or one can't be understood
     */
    public static DecodedFrame decode(List<StoredFrame> frames) {
        if (frames.isEmpty() || frames.getFirst().isDelta()) {
            throw new BrokenFrameException("The whole frame that the changes build on is missing.", null);
        }
        StoredFrame last = frames.getFirst();
        JsonNode xml = parse(last);
        for (StoredFrame delta : frames.subList(1, frames.size())) {
            if (!delta.isDelta() || delta.frameNo() != last.frameNo() + 1) {
                throw new BrokenFrameException(
                        "Frame %d does not follow frame %d.".formatted(delta.frameNo(), last.frameNo()), null);
            }
            xml = apply(xml, parse(delta));
            last = delta;
        }
        boolean intact = last.hash() == null || last.hash().equals(CanonicalTree.hash(xml));
        return new DecodedFrame(last.frameNo(), xml, intact);
    }

    /** The tree after the change; the one given may be changed on the way. */
    public static JsonNode apply(JsonNode root, JsonNode delta) {
        if (delta.path("version").asInt() != DELTA_VERSION || !delta.path("ops").isArray()) {
            throw new BrokenFrameException(
                    "The changes have version %s, but only version %d is supported."
                            .formatted(delta.path("version").asText("none"), DELTA_VERSION),
                    null);
        }
        JsonNode tree = root;
        for (JsonNode op : delta.path("ops")) {
            tree = applyOp(tree, op);
        }
        return tree;
    }

    private static JsonNode applyOp(JsonNode root, JsonNode op) {
        JsonNode path = op.path("path");
        String verb = op.path("op").asText();
        if (path.isEmpty()) {
            return verb.equals("remove") ? NullNode.getInstance() : value(op);
        }
        JsonNode parent = root;
        for (int i = 0; i < path.size() - 1; i++) {
            parent = child(parent, path.get(i));
        }
        JsonNode key = path.get(path.size() - 1);
        switch (parent) {
            case ObjectNode object when key.isTextual() -> applyToObject(object, verb, key.asText(), op);
            case ArrayNode array when key.isInt() -> applyToArray(array, verb, key.asInt(), op);
            default -> throw broken(op);
        }
        return root;
    }

    private static void applyToObject(ObjectNode object, String verb, String key, JsonNode op) {
        switch (verb) {
            case "set" -> object.set(key, value(op));
            case "remove" -> object.remove(key);
            default -> throw broken(op);
        }
    }

    private static void applyToArray(ArrayNode array, String verb, int index, JsonNode op) {
        int most = verb.equals("insert") ? array.size() : array.size() - 1;
        if (index < 0 || index > most) {
            throw broken(op);
        }
        switch (verb) {
            case "set" -> array.set(index, value(op));
            case "insert" -> array.insert(index, value(op));
            case "remove" -> array.remove(index);
            default -> throw broken(op);
        }
    }

    private static JsonNode child(JsonNode parent, JsonNode key) {
        JsonNode child = key.isInt() ? parent.path(key.asInt()) : parent.path(key.asText());
        if (child.isMissingNode()) {
            throw new BrokenFrameException("The changes refer to a place that the tree does not have.", null);
        }
        return child;
    }

    /** Copied, for a later operation may change the tree inside it. */
    private static JsonNode value(JsonNode op) {
        return op.path("value").isMissingNode()
                ? NullNode.getInstance()
                : op.path("value").deepCopy();
    }

    private static JsonNode parse(StoredFrame frame) {
        if (frame.json().isEmpty()) {
            throw new BrokenFrameException("Frame %d is empty.".formatted(frame.frameNo()));
        }
        try {
            return JSON.readTree(frame.json());
        } catch (JsonProcessingException noJson) {
            throw new BrokenFrameException("Frame %d is not valid JSON.".formatted(frame.frameNo()), noJson);
        }
    }

    private static BrokenFrameException broken(JsonNode op) {
        return new BrokenFrameException(
                "The change `%s` at `%s` does not fit the tree."
                        .formatted(op.path("op").asText(), op.path("path")),
                null);
    }
}
