package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = {
            "The report of one night as Markdown, such as `report 2026-06-13`; without a date, the list of reports.",
            "--make generates it now, covering the runs since the last one."
        })
final class ReportCommand extends ServerCommand {

    @Parameters(arity = "0..1", paramLabel = "NIGHT", description = "Its date, such as 2026-06-13.")
    private @Nullable String night;

    @Option(names = "--make", description = "Generate the report now rather than at its scheduled time.")
    private boolean makes;

    @Override
    ExitCode run() {
        if (makes) {
            ObjectNode body = Json.object();
            if (night != null) {
                body.put("night", night);
            }
            Answer made = api().post(Query.of("reports"), body);
            if (output.wantsJson()) {
                printJson(made);
            } else {
                String of = Format.text(made.json().path("night"));
                out().println("✓ " + Format.text(made.json().path("title")));
                remark("Read it: chad-runs report " + of);
            }
        } else if (night != null) {
            markdown(night);
        } else {
            list();
        }
        return ExitCode.DONE;
    }

    private void markdown(String of) {
        Answer answer = api().send("GET", Query.of("reports", of), null, Map.of("Accept", "text/markdown"));
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (output.isJsonAskedFor()) {
            printJson(Json.object().put("night", of).put("markdown", text));
        } else {
            out().print(Screen.stdoutIsTerminal() ? SafeText.block(text) : text);
        }
    }

    private void list() {
        Answer answer = api().get(Query.of("reports"));
        if (output.wantsJson()) {
            printJson(answer);
            return;
        }
        Screen screen = screen();
        Table table = new Table("NIGHT", "TITLE", "MADE", "NOTE").cuts(1);
        for (JsonNode report : answer.json().path("items")) {
            table.row(
                    Cell.of(report.path("night")),
                    Cell.of(report.path("title")),
                    Cell.dim(Format.ago(report.path("createdAtMs"), screen.nowMs())),
                    Cell.of(report.path("post").path("state")));
        }
        if (table.isEmpty()) {
            remark("There is no report yet. chad-runs report --make generates one now.");
        } else {
            table.print(screen);
        }
    }
}
