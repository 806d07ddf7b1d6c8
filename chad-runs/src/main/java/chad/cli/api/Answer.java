package chad.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the service answered.
 *
 * @param body as it was sent
 * @param etag without its quotes; null when there was none
 */
public record Answer(byte[] body, @Nullable String etag) {

    /** @throws ApiException when it is something else, which a proxy in between may have made */
    public JsonNode json() {
        try {
            return Json.read(body);
        } catch (IOException noJson) {
            throw new ApiException(
                    ExitCode.FAILED,
                    0,
                    "",
                    "The answer is not valid JSON; is there a Runs IDE at CHAD_RUNS_URL?",
                    List.of(),
                    "chad-runs health");
        }
    }
}
