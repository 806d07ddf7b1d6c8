package chad.ide.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a tree by which the engine recognises it: no blanks, the keys of an element in the order kind, tag, props,
 * children, props sorted by name, and strings as JavaScript's {@code JSON.stringify} writes them.
 */
public final class CanonicalTree {

    private CanonicalTree() {}

    /** Hex SHA-256 of {@link #text}. */
    public static String hash(JsonNode xml) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text(xml).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    public static String text(JsonNode xml) {
        StringBuilder out = new StringBuilder(1024);
        node(xml, out);
        return out.toString();
    }

    private static void node(JsonNode node, StringBuilder out) {
        if (node.isNull() || node.isMissingNode()) {
            out.append("null");
        } else if (node.path("kind").asText().equals("text")) {
            out.append("{\"kind\":\"text\",\"text\":");
            string(node.path("text").asText(), out);
            out.append('}');
        } else {
            element(node, out);
        }
    }

    private static void element(JsonNode element, StringBuilder out) {
        out.append("{\"kind\":\"element\",\"tag\":");
        string(element.path("tag").asText(), out);
        out.append(",\"props\":{");
        Map<String, JsonNode> props = new TreeMap<>();
        element.path("props").properties().forEach(prop -> props.put(prop.getKey(), prop.getValue()));
        Iterator<Map.Entry<String, JsonNode>> sorted = props.entrySet().iterator();
        while (sorted.hasNext()) {
            Map.Entry<String, JsonNode> prop = sorted.next();
            string(prop.getKey(), out);
            out.append(':');
            if (prop.getValue().isTextual()) {
                string(prop.getValue().asText(), out);
            } else {
                out.append(prop.getValue()); // never written by the engine, whose values are all strings
            }
            out.append(sorted.hasNext() ? "," : "");
        }
        out.append("},\"children\":[");
        Iterator<JsonNode> children = element.path("children").elements();
        while (children.hasNext()) {
            node(children.next(), out);
            out.append(children.hasNext() ? "," : "");
        }
        out.append("]}");
    }

    private static void string(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || isLoneSurrogate(value, i)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isLoneSurrogate(String value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }
}
