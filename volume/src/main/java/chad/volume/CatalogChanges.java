package chad.volume;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What came and went, over all listed ids, against the last catalog of an earlier day.
 *
 * <p>That earlier catalog is not kept: it can be had back from a later one by undoing its changes (see
 * {@link #undoneFrom}), so a second refresh on the same day compares with the same earlier day as the first.
 *
 * @param added ids that the earlier catalog did not have, sorted ({@code new} on the wire)
 * @param removed ids that only the earlier catalog had, sorted
 * @param comparedWith when the earlier catalog was made; null when there was none, and then there are no changes
 */
public record CatalogChanges(
        List<String> added, List<String> removed, @Nullable Instant comparedWith) {

    public static final CatalogChanges NONE = new CatalogChanges(List.of(), List.of(), null);

    public CatalogChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** Changes of {@code now} against the ids of a catalog made at {@code comparedWith}. */
    public static CatalogChanges between(SortedSet<String> earlier, Instant comparedWith, SortedSet<String> now) {
        var added = new TreeSet<>(now);
        added.removeAll(earlier);
        var removed = new TreeSet<>(earlier);
        removed.removeAll(now);
        return new CatalogChanges(List.copyOf(added), List.copyOf(removed), comparedWith);
    }

    /** The ids of the earlier catalog, from those of the catalog that these changes belong to. */
    public SortedSet<String> undoneFrom(SortedSet<String> ids) {
        var earlier = new TreeSet<>(ids);
        added.forEach(earlier::remove);
        earlier.addAll(removed);
        return earlier;
    }
}
