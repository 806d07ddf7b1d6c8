package chad.ide.reports;

import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A report in a list. Times are epoch milliseconds.
 *
 * @param night the local date of the morning on which it ends
 * @param path of the file, relative to the state folder
 * @param post what became of its note in Open WebUI
 */
@Schema(name = "Report")
public record ReportView(
        @Schema(examples = "2026-06-13") String night,

        @Schema(examples = "Night of 2026-06-13") String title,

        @Schema(examples = "reports/2026-06-13.md") String path,

        @Schema(examples = "1781326803123") long createdAtMs,

        @Schema(examples = "4096") long sizeBytes,

        Post post) {

    /**
     * The note in Open WebUI.
     *
     * @param state {@code posted}, {@code waiting} (it is retried), {@code failed} (somebody has to change a
     *     setting first) or {@code off} (none is configured, or the report was made before one was)
     * @param atMs when it was posted or refused
     * @param problem of the last try, and what to do
     */
    @Schema(name = "ReportPost")
    public record Post(
            @Schema(
                    examples = "posted",
                    enumeration = {"posted", "waiting", "failed", "off"})
            String state,

            @Nullable String noteId,
            @Nullable Long atMs,
            @Schema(examples = "1") int tries,
            @Nullable String problem) {

        static Post of(Optional<OutboxEntry> entry, boolean isOn) {
            if (entry.isEmpty() || (!isOn && entry.get().isWaiting())) {
                return new Post("off", null, null, 0, null);
            }
            OutboxEntry known = entry.get();
            return new Post(
                    known.state().name().toLowerCase(Locale.ROOT),
                    known.noteId(),
                    known.atMs() == 0 ? null : Long.valueOf(known.atMs()),
                    known.tries(),
                    known.problem());
        }
    }
}
