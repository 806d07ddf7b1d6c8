package chad.ide.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor gives the next page when sent back as {@code cursor}; null at the end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }

    /** A whole list that is bounded by its nature. */
    public static <T> Page<T> of(List<T> items) {
        return new Page<>(items, null);
    }
}
