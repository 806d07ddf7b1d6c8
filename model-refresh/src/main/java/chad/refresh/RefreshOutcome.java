package chad.refresh;

import chad.volume.Catalog;

/** What a refresh came to. */
sealed interface RefreshOutcome {

    record Refreshed(Catalog catalog) implements RefreshOutcome {}

    /** The last good file is as it was. */
    record Failed(Failure failure) implements RefreshOutcome {}

    /** Another refresh is at work, in this process or in another one on the same volume. */
    record Busy() implements RefreshOutcome {}
}
