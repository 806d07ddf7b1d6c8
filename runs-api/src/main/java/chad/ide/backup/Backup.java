package chad.ide.backup;

import chad.ide.backup.Manifest.LeftOut;
import chad.ide.backup.Manifest.StoreCopy;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A backup, or the making of one.
 *
 * @param state {@code done}, {@code running}, or {@code failed}: of a failed one nothing is kept but this answer, and
 *     that until the service stops
 * @param path of its folder, below the folder that the state folder is in
 * @param sizeBytes what it takes; of one that is being made, what was copied so far
 * @param totalBytes what there was to copy
 * @param pruned how many older ones went for it
 * @param problem why it failed
 * @param note what is not in it, and what to do about that
 */
@Schema(name = "Backup")
record Backup(
        @Schema(examples = "20261121T044500Z") String name,

        @Schema(
                examples = "done",
                enumeration = {"done", "running", "failed"})
        String state,

        @Schema(examples = "state/backups/20261121T044500Z") String path,
        long createdAtMs,
        @Nullable Long finishedAtMs,
        long sizeBytes,
        long totalBytes,
        int files,
        List<StoreCopy> stores,
        List<LeftOut> leftOut,
        int pruned,
        @Nullable String version,
        @Schema(examples = "0.32.0") @Nullable String engineVersion,
        @Nullable String problem,
        @Nullable String note) {

    private static final String KEYS =
            "It contains no keys (credentials.json), so keep those elsewhere, and neither archives nor"
                    + " installed libraries.";

    Backup {
        stores = List.copyOf(stores);
        leftOut = List.copyOf(leftOut);
    }

    static Backup done(String name, String path, Manifest manifest, int pruned) {
        return new Backup(
                name,
                "done",
                path,
                manifest.createdAtMs(),
                manifest.finishedAtMs(),
                manifest.sizeBytes(),
                manifest.sizeBytes(),
                manifest.fileCount(),
                manifest.stores(),
                manifest.leftOut(),
                pruned,
                manifest.version(),
                manifest.engineVersion(),
                null,
                KEYS);
    }

    static Backup running(String name, String path, long createdAtMs, long doneBytes, long totalBytes) {
        return new Backup(
                name,
                "running",
                path,
                createdAtMs,
                null,
                doneBytes,
                totalBytes,
                0,
                List.of(),
                List.of(),
                0,
                null,
                null,
                null,
                null);
    }

    static Backup failed(String name, String path, long createdAtMs, long failedAtMs, String problem) {
        return new Backup(
                name,
                "failed",
                path,
                createdAtMs,
                failedAtMs,
                0,
                0,
                0,
                List.of(),
                List.of(),
                0,
                null,
                null,
                problem,
                null);
    }
}
