package chad.ide.models;

import chad.volume.Catalog;
import chad.volume.CatalogFollower;
import chad.volume.CatalogRead;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The catalog of models as models.json has it; while the file is broken the last good one serves. */
@Singleton
public class ModelCatalog {

    /**
     * What is known now.
     *
     * @param catalog the last good one; null when there has been none
     * @param problem what is wrong with the file; null when it is good
     */
    public record Known(@Nullable Catalog catalog, @Nullable String problem) {}

    private final CatalogFollower file;

    ModelCatalog(ModelsConfig config) {
        this.file = new CatalogFollower(config.file());
    }

    public Known look() {
        CatalogFollower.State state = file.look();
        return new Known(state.catalog(), problem(state.file()));
    }

    private static @Nullable String problem(CatalogRead read) {
        return switch (read) {
            case CatalogRead.Good good -> null;
            case CatalogRead.Missing missing -> "There is no models.json.";
            case CatalogRead.Broken broken -> "There is %s in models.json.".formatted(broken.reason());
        };
    }
}
