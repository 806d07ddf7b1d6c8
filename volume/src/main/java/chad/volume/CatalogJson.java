package chad.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A catalog on the wire: the same shape in models.json and in the answers of the services.
 *
 * <p>By tree rather than by data binding: the reader forgives whatever a later or an earlier version, or an editor,
 * did to a field that it can do without, and a native image needs no reflection for it.
 */
public final class CatalogJson {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private CatalogJson() {}

    public static ObjectNode tree(Catalog catalog) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("generatedAt", catalog.generatedAt().toString());
        tree.put("source", catalog.source());
        tree.put("total", catalog.total());
        tree.put("chatCount", catalog.chat().size());
        tree.set("featured", array(catalog.featured()));
        tree.set("chat", array(catalog.chat()));
        tree.set("new", array(catalog.changes().added()));
        tree.set("removed", array(catalog.changes().removed()));
        Instant comparedWith = catalog.changes().comparedWith();
        tree.put("comparedWith", comparedWith == null ? null : comparedWith.toString());
        catalog.excluded().forEach(tree.putObject("excluded")::put);
        catalog.classes().forEach(tree.putObject("classes")::put);
        ObjectNode liveness = tree.putObject("liveness");
        catalog.liveness().forEach((id, answer) -> liveness.set(id, tree(answer)));
        ObjectNode prices = tree.putObject("prices");
        catalog.prices().forEach((id, price) -> prices.set(id, price.tree()));
        return tree;
    }

    static byte[] bytes(Catalog catalog) throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree(catalog));
    }

    /**
     * The catalog in these bytes. Needs an object with a time and at least one chat model; an unknown field is
     * passed over, a missing or odd one is empty.
     */
    static FileRead<Catalog> parse(byte[] bytes) {
        JsonNode tree;
        try {
            tree = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            return new FileRead.Broken<>(whyNoJson(bytes, e));
        } catch (IOException e) {
            return new FileRead.Broken<>("unreadable text: " + e.getMessage());
        }
        if (!tree.isObject()) {
            return new FileRead.Broken<>(bytes.length == 0 ? "nothing: the file is empty" : "not a JSON object");
        }
        Instant generatedAt = instant(tree.path("generatedAt"));
        if (generatedAt == null) {
            return new FileRead.Broken<>("no valid \"generatedAt\"");
        }
        List<String> chat = strings(tree.path("chat"));
        if (chat.isEmpty()) {
            return new FileRead.Broken<>("no chat model");
        }
        return new FileRead.Good<>(new Catalog(
                generatedAt,
                tree.path("source").asText(""),
                strings(tree.path("featured")),
                chat,
                new CatalogChanges(
                        strings(tree.path("new")), strings(tree.path("removed")), instant(tree.path("comparedWith"))),
                map(tree.path("excluded"), JsonNode::asText),
                map(tree.path("classes"), JsonNode::asText),
                map(tree.path("liveness"), CatalogJson::liveness),
                prices(tree.path("prices"))));
    }

    /** One that is none, or is of a later version, is left out. */
    private static Map<String, Price> prices(JsonNode object) {
        var prices = new LinkedHashMap<String, Price>();
        object.properties()
                .forEach(entry -> Price.of(
                                entry.getValue().path("provider").asText(""),
                                entry.getKey(),
                                entry.getValue(),
                                null,
                                entry.getValue().path("source").asText(""))
                        .ifPresent(price -> prices.put(entry.getKey(), price)));
        return prices;
    }

    private static String whyNoJson(byte[] bytes, JsonProcessingException e) {
        var where = e.getLocation();
        return "not valid JSON (%d bytes, fails at line %d)"
                .formatted(bytes.length, where == null ? 1 : where.getLineNr());
    }

    private static ObjectNode tree(Liveness answer) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("status", answer.status().word());
        tree.put("checkedAtMs", answer.checkedAtMs());
        tree.put("latencyMs", answer.latencyMs());
        tree.put("http", answer.http());
        return tree;
    }

    private static Liveness liveness(JsonNode tree) {
        return new Liveness(
                Liveness.Status.of(tree.path("status").asText("")),
                tree.path("checkedAtMs").asLong(),
                tree.path("latencyMs").asLong(),
                tree.path("http").isInt() ? tree.path("http").intValue() : null);
    }

    private static ArrayNode array(List<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(values.size());
        values.forEach(array::add);
        return array;
    }

    private static List<String> strings(JsonNode array) {
        var values = new ArrayList<String>(array.size());
        for (JsonNode value : array) {
            if (value.isTextual() && !value.textValue().isBlank()) {
                values.add(value.textValue());
            }
        }
        return values;
    }

    private static <V> Map<String, V> map(JsonNode object, Function<JsonNode, V> value) {
        var map = new LinkedHashMap<String, V>();
        object.properties().forEach(entry -> map.put(entry.getKey(), value.apply(entry.getValue())));
        return map;
    }

    private static @Nullable Instant instant(JsonNode text) {
        try {
            return text.isTextual() ? Instant.parse(text.textValue()) : null;
        } catch (DateTimeException e) {
            return null; // an absent time and an unreadable one are the same to every caller
        }
    }
}
