package chad.ide.reports;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A report with its text. The members are those of {@link ReportView}, and the markdown. */
@Schema(name = "ReportText")
public record ReportText(
        @Schema(examples = "2026-06-13") String night,

        @Schema(examples = "Night of 2026-06-13") String title,

        @Schema(examples = "reports/2026-06-13.md") String path,

        @Schema(examples = "1781326803123") long createdAtMs,

        @Schema(examples = "4096") long sizeBytes,

        ReportView.Post post,

        @Schema(examples = "# Night of 2026-06-13") String markdown) {

    static ReportText of(ReportView view, String markdown) {
        return new ReportText(
                view.night(), view.title(), view.path(), view.createdAtMs(), view.sizeBytes(), view.post(), markdown);
    }
}
