package chad.roster;

import chad.volume.FileRead;
import chad.volume.FollowedFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The champions of kind model in population.json. The file belongs to the experiments workflow; of it we need
 * {@code candidates: [{id, kind, model, status}]} and {@code champions: [id]}, best first. Forgiven: champions that are
 * candidates themselves rather than ids, and a missing list, for which those whose status is champion stand in.
 *
 * @param models ids for the provider, best first
 * @param offline whether the population was bred with the stand-in: scores that no model earned crown nobody, so there
 *     are no models then
 */
record Champions(List<String> models, boolean offline) {

    static final Champions NONE = new Champions(List.of(), false);

    private static final long MAX_SIZE_BYTES = 32L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    Champions {
        models = List.copyOf(models);
    }

    /** The champions as population.json changes; no more of them when it is taken away, which is done on purpose. */
    static FollowedFile<Champions> followed(Path population) {
        return FollowedFile.forgottenWhenGone(population, Champions::read);
    }

    private static FileRead<Champions> read(Path file) {
        try {
            if (Files.size(file) > MAX_SIZE_BYTES) {
                return new FileRead.Broken<>("larger than %d MB".formatted(MAX_SIZE_BYTES >> 20));
            }
            return new FileRead.Good<>(parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException nobodyHasRunExperiments) {
            return new FileRead.Missing<>();
        } catch (IOException unusable) {
            return new FileRead.Broken<>(String.valueOf(unusable.getMessage()));
        }
    }

    /**
     * Reads a population.
     *
     * @throws IOException when this is none; the message says why
     */
    static Champions parse(byte[] bytes) throws IOException {
        JsonNode population;
        try {
            population = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException("not valid JSON (%d bytes)".formatted(bytes.length), e);
        }
        if (!population.isObject()) {
            throw new IOException("not a JSON object");
        }
        if (population.path("offline").asBoolean()) {
            return new Champions(List.of(), true);
        }
        JsonNode candidates = population.path("candidates");
        var models = new LinkedHashSet<String>();
        if (population.hasNonNull("champions")) {
            for (JsonNode champion : population.path("champions")) {
                candidate(champion, candidates).flatMap(Champions::model).ifPresent(models::add);
            }
        } else {
            for (JsonNode candidate : candidates) {
                if (candidate.path("status").asText().equals("champion")) {
                    model(candidate).ifPresent(models::add);
                }
            }
        }
        return new Champions(List.copyOf(models), false);
    }

    private static Optional<JsonNode> candidate(JsonNode champion, JsonNode candidates) {
        if (champion.isObject()) {
            return Optional.of(champion);
        }
        for (JsonNode candidate : candidates) {
            if (champion.isTextual() && candidate.path("id").asText().equals(champion.textValue())) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty(); // of unknown kind, so not of kind model
    }

    private static Optional<String> model(JsonNode candidate) {
        String model = candidate.path("model").asText("").strip();
        return candidate.path("kind").asText().equals("model") && !model.isEmpty()
                ? Optional.of(model)
                : Optional.empty();
    }
}
