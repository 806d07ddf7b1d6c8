package chad.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a command left when it ended. On a terminal {@code err} is empty: there is one screen. */
public record Ended(int exitCode, String out, String err) {

    /** The one document that was printed. */
    public JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException noJson) {
            throw new UncheckedIOException(out + err, noJson);
        }
    }
}
