package chad.volume;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * prices.yaml: an operator's own prices, which go before the built-in ones. A mistake in it makes none of it count, and is
 * told with its place: half of a price list is the wrong sum without a word.
 *
 * <pre>
 * prices:
 *   - provider: nvidia
 *     model: z-ai/glm-5.2
 *     since: 2026-11-25
 *     inputUsdPerMTok: 0.5
 *     outputUsdPerMTok: 2
 * addresses:
 *   models.example.com: nvidia
 * aliases:
 *   house-model: z-ai/glm-5.2
 * </pre>
 */
public final class PricesFile {

    private static final long MAX_SIZE_BYTES = 4L << 20;
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final FollowedFile<PriceTable> file;

    public PricesFile(Path path) {
        file = FollowedFile.forgottenWhenGone(path, PricesFile::read);
    }

    /** The prices that hold now: those of the file, then the built-in ones. */
    public PriceTable table() {
        return file.look().lastGood().orElseGet(PriceTable::builtIn);
    }

    /** Why the file, which is there, does not count as it is; the last good one does. */
    public Optional<String> problem() {
        return file.look().file() instanceof FileRead.Broken<PriceTable>(String reason)
                ? Optional.of("%s: %s".formatted(file.path().getFileName(), reason))
                : Optional.empty();
    }

    /** Whether the file is there and counts. */
    public boolean isUsed() {
        return file.look().content() != null;
    }

    private static FileRead<PriceTable> read(Path path) throws IOException {
        try {
            if (Files.size(path) > MAX_SIZE_BYTES) {
                return new FileRead.Broken<>("it has more than 4 MB");
            }
            JsonNode tree = YAML.readTree(Files.readAllBytes(path));
            return tree.isMissingNode() || tree.isNull() || tree.isObject()
                    ? new FileRead.Good<>(parse(tree))
                    : new FileRead.Broken<>("it is not a mapping with `prices`, `addresses` and `aliases`");
        } catch (NoSuchFileException missing) {
            return new FileRead.Missing<>();
        } catch (JacksonException notYaml) {
            int line = notYaml.getLocation() == null ? 1 : notYaml.getLocation().getLineNr();
            return new FileRead.Broken<>("it is not valid YAML (line %d)".formatted(line));
        } catch (Mistake mistake) {
            return new FileRead.Broken<>(String.valueOf(mistake.getMessage()));
        }
    }

    private static final class Mistake extends IOException {

        private static final long serialVersionUID = 1L;

        Mistake(String what) {
            super(what);
        }
    }

    private static PriceTable parse(JsonNode tree) throws Mistake {
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            if (!List.of("prices", "addresses", "aliases").contains(member.getKey())) {
                throw new Mistake("`%s` is not one of `prices`, `addresses`, `aliases`".formatted(member.getKey()));
            }
        }
        List<Price> prices = new ArrayList<>();
        int number = 0;
        for (JsonNode entry : tree.path("prices")) {
            prices.add(price(entry, ++number));
        }
        return PriceTable.builtIn().with(prices, words(tree.path("addresses")), words(tree.path("aliases")));
    }

    private static Price price(JsonNode entry, int number) throws Mistake {
        String provider = entry.path("provider").asText("");
        String model = entry.path("model").asText("");
        if (provider.isBlank() || model.isBlank()) {
            throw new Mistake("price number %d needs `provider` and `model`".formatted(number));
        }
        return Price.of(provider, model, entry, since(entry.path("since"), model), "prices.yaml")
                .orElseThrow(() -> new Mistake(
                        "the price of `%s` needs `inputUsdPerMTok` and `outputUsdPerMTok`, numbers from 0 to 1000000"
                                .formatted(model)));
    }

    private static @Nullable LocalDate since(JsonNode since, String model) throws Mistake {
        if (since.isMissingNode() || since.isNull()) {
            return null;
        }
        try {
            return LocalDate.parse(since.asText());
        } catch (DateTimeException noDate) {
            throw new Mistake(
                    "`since` of `%s` is `%s`, not a date such as 2026-11-25".formatted(model, since.asText()));
        }
    }

    private static Map<String, String> words(JsonNode mapping) {
        Map<String, String> words = new HashMap<>();
        mapping.properties()
                .forEach(entry -> words.put(entry.getKey(), entry.getValue().asText()));
        return words;
    }
}
