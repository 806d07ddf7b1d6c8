package chad.ide.upkeep;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A store that was put away.
 *
 * @param archive where it is now, below the folder that the state folder is in
 * @param freedBytes what it took before, log included
 */
@Schema(name = "ArchivedStore")
record Archived(
        @Schema(examples = "fusion") String store,

        @Schema(examples = "state/archive/fusion-20261121T044500Z.db")
        String archive,

        @Schema(examples = "12") long runs,
        @Schema(examples = "491520") long sizeBytes,
        @Schema(examples = "4915200") long freedBytes,
        String note) {}
