package chad.ide.stats;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Durations of which some are asked for by rank. */
final class Durations {

    private int[] values = new int[16];
    private int size;

    void add(int durationMs) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = durationMs;
    }

    /**
     * The smallest duration that is at least as long as that share of all (the nearest rank); null without any.
     *
     * @param share above 0, at most 1
     */
    @Nullable Long quantile(double share) {
        if (size == 0) {
            return null;
        }
        Arrays.sort(values, 0, size);
        return (long) values[(int) Math.ceil(share * size) - 1];
    }
}
