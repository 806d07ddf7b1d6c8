package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be used. */
final class LimitOptions {

    @Option(names = "--usd", paramLabel = "DOLLARS", description = "In US dollars: 20, or 0.50.")
    private @Nullable BigDecimal usd;

    @Option(names = "--tokens", paramLabel = "TOKENS", description = "In tokens, of input and output together.")
    private @Nullable Long tokens;

    /** @throws ApiException when nothing was given */
    ObjectNode limit() {
        if (usd == null && tokens == null) {
            throw ApiException.invalid("Give a limit.", "--usd 20, --tokens 200000, or both");
        }
        ObjectNode limit = Json.object();
        if (usd != null) {
            limit.put("usd", usd);
        }
        if (tokens != null) {
            limit.put("tokens", tokens);
        }
        return limit;
    }
}
