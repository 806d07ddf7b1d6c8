package chad.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** models.json: its tolerant reader and its atomic writer. */
public record CatalogFile(Path path) {

    /** Twenty times a catalog of 10,000 ids; what is larger is no catalog and must not fill the memory. */
    static final long MAX_SIZE_BYTES = 32L << 20;

    public FileRead<Catalog> read() {
        try {
            long sizeBytes = Files.size(path);
            if (sizeBytes > MAX_SIZE_BYTES) {
                return new FileRead.Broken<>("%d MB, more than a catalog can have".formatted(sizeBytes >> 20));
            }
            return CatalogJson.parse(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return new FileRead.Missing<>();
        } catch (IOException e) {
            return new FileRead.Broken<>("no readable file (" + e + ")");
        }
    }

    /** The catalog as it changes; while the file is broken or gone the last good one serves. */
    public FollowedFile<Catalog> followed() {
        return FollowedFile.keptWhenGone(path, file -> read());
    }

    /** Replaces the file as {@link AtomicFile} says. Writers must not overlap. */
    public void write(Catalog catalog) throws IOException {
        AtomicFile.write(path, CatalogJson.bytes(catalog));
    }
}
