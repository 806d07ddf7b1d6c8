package chad.ide.tree;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A frame's tree.
 *
 * @param xml the root element, or JSON null for a render that showed nothing
 * @param intact false when the tree's hash is not the one that the engine recorded
 */
public record DecodedFrame(long frameNo, JsonNode xml, boolean intact) {}
