package chad.ide.mcp;

import chad.ide.problem.ProblemType;
import chad.ide.reports.ReportService;
import chad.ide.reports.ReportText;
import chad.ide.reports.ReportView;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened last night, for a model that was not there. */
@Singleton
class ReportTools {

    private static final int CHARS_AT_ONCE = 8_000;
    private static final int NIGHTS_NAMED = 10;

    private final Calls calls;
    private final ReportService reports;

    ReportTools(Calls calls, ReportService reports) {
        this.calls = calls;
        this.reports = reports;
    }

    /** @param nights the newest ones that there are reports of */
    public record Night(String night, String title, TextPart markdown, List<String> nights) {
        public Night {
            nights = List.copyOf(nights);
        }
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "get_report",
            title = "Read a night report",
            description = "What has run, failed, stalled or been waiting since the previous report, as Markdown."
                    + " Answers \"what happened last" + " night?\".",
            outputSchema = @Tool.OutputSchema(from = Night.class),
            annotations =
                    @Tool.Annotations(
                            title = "Read a night report",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse getReport(
            @ToolArg(
                            required = false,
                            description = "The date of its morning, such as 2026-06-13; the newest by default")
                    @Nullable String night,
            @ToolArg(required = false, description = "Where to continue reading: the last `nextOffset`") @Nullable Integer offset) {
        return calls.read(() -> {
            List<String> nights = reports.list(null, NIGHTS_NAMED).items().stream()
                    .map(ReportView::night)
                    .toList();
            if (night == null && nights.isEmpty()) {
                throw ProblemType.NOT_FOUND.because("There is no report yet: one is generated every morning.");
            }
            ReportText report = reports.get(night == null ? nights.getFirst() : night);
            return new Night(
                    report.night(), report.title(), TextPart.of(report.markdown(), offset, CHARS_AT_ONCE), nights);
        });
    }
}
