package chad.refresh;

import static chad.refresh.FailureKind.BAD_BODY;
import static chad.refresh.FailureKind.EMPTY;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The body of {@code GET /v1/models}: {@code {"object": "list", "data": [{"id": "owner/name", …}]}}. */
final class ModelList {

    /** What every known provider keeps to. Anything else would travel as a model's name into URLs, logs and pages. */
    private static final Pattern USABLE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+/-]{0,199}");

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ModelList() {}

    static Fetch parse(byte[] body, String contentType) {
        JsonNode data;
        try {
            data = JSON.readTree(body).path("data");
        } catch (JsonProcessingException e) {
            return failed(
                    "The provider's answer is not valid JSON (%d bytes of %s).".formatted(body.length, contentType));
        } catch (IOException e) {
            return failed("The provider's answer can't be read: " + e.getMessage());
        }
        if (!data.isArray()) {
            return failed(
                    "The provider's JSON has no list \"data\". Is CHAD_CATALOG_URL the address of a list of models?");
        }
        var ids = new TreeSet<String>();
        int odd = 0;
        for (JsonNode model : data) {
            String id = model.path("id").asText("").strip();
            if (model.path("id").isTextual() && USABLE_ID.matcher(id).matches()) {
                ids.add(id);
            } else {
                odd++;
            }
        }
        if (ids.isEmpty()) {
            return new Fetch.Failed(Failure.of(
                    EMPTY,
                    "The provider lists no usable model (%d entries, none with a valid id).".formatted(data.size())));
        }
        return new Fetch.Listed(ids, odd);
    }

    private static Fetch failed(String detail) {
        return new Fetch.Failed(Failure.of(BAD_BODY, detail));
    }
}
