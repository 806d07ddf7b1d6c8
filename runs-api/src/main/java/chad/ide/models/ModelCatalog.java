package chad.ide.models;

import chad.volume.Catalog;
import chad.volume.CatalogFile;
import chad.volume.FileRead;
import chad.volume.FollowedFile;
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

    private final FollowedFile<Catalog> file;

    ModelCatalog(ModelsConfig config) {
        this.file = new CatalogFile(config.file()).followed();
    }

    public Known look() {
        FollowedFile.State<Catalog> state = file.look();
        return new Known(state.content(), problem(state.file()));
    }

    private static @Nullable String problem(FileRead<Catalog> read) {
        return switch (read) {
            case FileRead.Good<Catalog> good -> null;
            case FileRead.Missing<Catalog> missing -> "There is no models.json.";
            case FileRead.Broken<Catalog> broken -> "There is %s in models.json.".formatted(broken.reason());
        };
    }
}
