package chad.ide.upkeep;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How large a store is, what takes up the space, and how it grows.
 *
 * @param logBytes of the write-ahead log beside the file
 * @param freeBytes inside the file: the engine fills them again, nothing gives them back to the disk
 * @param tables with their indexes, largest first; null when `tablesProblem` says why they could not be told
 * @param growthBytesPerDay over the days in `days`; null until there are two
 * @param archiveFreesBytes what archiving the store would give back; 0 when `archiveProblem` stands against it
 */
@Schema(name = "StoreSize")
record StoreSize(
        @Schema(examples = "fusion") String store,
        long fileBytes,
        long logBytes,
        long freeBytes,
        @Nullable List<Table> tables,
        @Nullable String tablesProblem,
        @Nullable Long growthBytesPerDay,
        List<Day> days,
        long archiveFreesBytes,
        @Nullable String archiveProblem) {

    /** What a table takes. */
    @Schema(name = "TableSize")
    record Table(@Schema(examples = "_smithers_events") String name, long bytes) {}

    /** How large the store was when it was first looked at on a day. */
    @Schema(name = "SizeOfDay")
    record Day(@Schema(examples = "2026-11-21") String day, long sizeBytes) {}
}
