package chad.volume;

/** What reading models.json came to. */
public sealed interface CatalogRead {

    record Good(Catalog catalog) implements CatalogRead {}

    /** There is no such file. */
    record Missing() implements CatalogRead {}

    /**
     * There is a file, but no catalog in it.
     *
     * @param reason in plain words, to be continued with "in models.json"
     */
    record Broken(String reason) implements CatalogRead {}
}
