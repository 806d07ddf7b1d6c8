package chad.ide.forecast;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a finished run took.
 *
 * @param position in its store
 * @param tokens null when it is not known; so is {@code usd}
 * @param models how many it asked
 * @param traits see {@link LaunchTraits}
 */
record PastRun(
        long position,
        String id,
        long executedMs,
        @Nullable Figure tokens,
        @Nullable Figure usd,
        int models,
        Map<String, String> traits) {

    PastRun {
        traits = Map.copyOf(traits);
    }
}
