package chad.refresh;

import java.util.SortedSet;

/** What asking the provider for its list came to. */
sealed interface Fetch {

    /**
     * A usable list.
     *
     * @param ids distinct and usable, never empty
     * @param odd entries that hold no usable id
     */
    record Listed(SortedSet<String> ids, int odd) implements Fetch {}

    record Failed(Failure failure) implements Fetch {}
}
