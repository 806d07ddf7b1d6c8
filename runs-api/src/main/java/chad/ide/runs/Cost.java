package chad.ide.runs;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What models cost, by the prices that held when they were asked.
 *
 * @param usd US dollars; null when nothing is known of it
 * @param unpriced ids of models that were asked and have no price, some of them
 */
public record Cost(@Schema(examples = "0.0421") @Nullable Double usd, Accuracy accuracy, List<String> unpriced) {

    public Cost {
        unpriced = List.copyOf(unpriced);
    }
}
