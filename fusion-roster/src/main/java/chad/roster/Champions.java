package chad.roster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The champions of kind model in population.json, in the arena's order. The file belongs to the experiments workflow;
 * we need little of it and forgive the rest:
 *
 * <ul>
 *   <li>{@code champions}: a list of candidates, or of their ids; or an object with such a list per kind ({@code model});
 *   <li>{@code candidates}: a list of {@code {id, kind, status, model}}, or an object of them by id. Where there is no
 *       {@code champions}, those whose {@code status} (or {@code state}) is champion.
 * </ul>
 *
 * <p>A candidate's model is its {@code model}, or that of its {@code config} (or {@code spec}), or its id.
 */
final class Champions {

    private static final String KIND = "model";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Champions() {}

    /**
     * The models' ids, best first.
     *
     * @throws IOException when this is no population; the message says why
     */
    static List<String> parse(byte[] bytes) throws IOException {
        JsonNode population;
        try {
            population = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException("no whole JSON (%d bytes)".formatted(bytes.length), e);
        }
        if (!population.isObject()) {
            throw new IOException("no JSON object");
        }
        List<JsonNode> candidates = candidates(population.path("candidates"));
        JsonNode champions = population.path("champions");
        if (champions.isMissingNode() || champions.isNull()) {
            return crowned(candidates);
        }
        var models = new LinkedHashSet<String>();
        if (champions.isObject()) {
            for (JsonNode champion : listOf(champions.path(KIND))) {
                modelOf(champion, candidates, true).ifPresent(models::add);
            }
        } else {
            for (JsonNode champion : champions) {
                modelOf(champion, candidates, false).ifPresent(models::add);
            }
        }
        return List.copyOf(models);
    }

    private static List<String> crowned(List<JsonNode> candidates) {
        var models = new LinkedHashSet<String>();
        for (JsonNode candidate : candidates) {
            String status =
                    candidate.path("status").asText(candidate.path("state").asText());
            if (status.equals("champion")) {
                model(candidate).ifPresent(models::add);
            }
        }
        return List.copyOf(models);
    }

    /**
     * The model of a champion.
     *
     * @param ofKind whether the place it was found at says that it is a model
     */
    private static Optional<String> modelOf(JsonNode champion, List<JsonNode> candidates, boolean ofKind) {
        if (champion.isObject()) {
            return ofKind ? named(champion) : model(champion);
        }
        if (!champion.isTextual()) {
            return Optional.empty();
        }
        for (JsonNode candidate : candidates) {
            if (candidate.path("id").asText().equals(champion.textValue())) {
                return ofKind ? named(candidate) : model(candidate);
            }
        }
        return ofKind ? text(champion) : Optional.empty(); // of an unknown kind is not of kind model
    }

    private static Optional<String> model(JsonNode candidate) {
        return candidate.path("kind").asText().equals(KIND) ? named(candidate) : Optional.empty();
    }

    private static Optional<String> named(JsonNode candidate) {
        return text(candidate.path("model"))
                .or(() -> text(candidate.path("config").path("model")))
                .or(() -> text(candidate.path("spec").path("model")))
                .or(() -> text(candidate.path("id")));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank()
                ? Optional.of(node.textValue().strip())
                : Optional.empty();
    }

    private static List<JsonNode> candidates(JsonNode node) {
        if (!node.isObject()) {
            return listOf(node);
        }
        var candidates = new ArrayList<JsonNode>();
        node.properties().forEach(entry -> {
            if (entry.getValue().isObject()) {
                var candidate = JSON.createObjectNode().put("id", entry.getKey());
                entry.getValue().properties().forEach(field -> candidate.set(field.getKey(), field.getValue()));
                candidates.add(candidate);
            }
        });
        return candidates;
    }

    private static List<JsonNode> listOf(JsonNode node) {
        var list = new ArrayList<JsonNode>();
        if (node.isArray()) {
            node.forEach(list::add);
        }
        return list;
    }
}
