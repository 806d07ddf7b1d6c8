package chad.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Recorded lists of the provider, and the class of each id in them. */
final class LabelledModels {

    static final String SUMMER_2025 = "2025-07-16.json";
    static final String SPRING_2026 = "2026-spring.json";

    private LabelledModels() {}

    static List<String> ids(String list) {
        var ids = new ArrayList<String>();
        read(list).path("data").forEach(model -> ids.add(model.path("id").asText()));
        return ids;
    }

    static Map<String, String> classes() {
        var classes = new TreeMap<String, String>();
        read("classes.json")
                .properties()
                .forEach(label -> classes.put(label.getKey(), label.getValue().asText()));
        return classes;
    }

    private static JsonNode read(String name) {
        try (var resource = LabelledModels.class.getResourceAsStream("/catalog/" + name)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(resource, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
