package chad.ide.store;

/**
 * One database that holds runs. A handle: it stays equal to itself while the file is written, and tells nothing of
 * whether the file can be read.
 *
 * @param name unique among the stores; the file's name without {@code .db}, with the folder's name before it when two
 *     folders hold the same name
 * @param location where it is, understood by this package only
 */
public record Store(String name, StoreLocation location) {}
