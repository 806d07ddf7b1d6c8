package chad.ide.tree;

import org.jspecify.annotations.Nullable;

/**
 * A frame as the engine stored it.
 *
 * @param encoding {@code keyframe}, {@code delta} or {@code full}; null, as in stores of old engines, means full
 * @param json the whole tree, or the changes against the frame before
 * @param hash hex SHA-256 of the canonical tree; null where the engine kept none
 */
public record StoredFrame(
        long frameNo,
        @Nullable String encoding,
        String json,
        @Nullable String hash) {

    public boolean isDelta() {
        return "delta".equals(encoding);
    }
}
