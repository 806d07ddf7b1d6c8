package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.State;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "runs", description = "Runs of all stores, newest first. All filters apply together.")
final class RunsCommand extends ListCommand {

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "running, waiting-approval, failed, …; also stalled, stuck, needs-resume, and"
                    + " for what finished runs lost caveats, failures, fallback, stand-in, corrected, cut;"
                    + " separate several with commas.")
    private @Nullable String status;

    @Option(
            names = "--workflow",
            paramLabel = "WORKFLOW",
            description = "A workflow's file name, or the engine's name for it.")
    private @Nullable String workflow;

    @Option(names = "--store", paramLabel = "STORE", description = "Only runs of this store.")
    private @Nullable String store;

    @Option(names = "--grep", paramLabel = "WORDS", description = "Words in the id, the workflow or the annotations.")
    private @Nullable String words;

    @Option(names = "--since", paramLabel = "AGE", description = "No older than this: 90s, 45m, 12h, 7d.")
    private @Nullable Age since;

    @Option(names = "--until", paramLabel = "AGE", description = "No newer than this.")
    private @Nullable Age until;

    @Option(
            names = "--score-below",
            paramLabel = "SCORE",
            description = "Only runs whose scores are below this on average, from 0 to 1.")
    private @Nullable String scoreBelow;

    @Option(names = "--stalled", description = "Only stalled ones.")
    private boolean stalled;

    @Option(names = "--stuck", description = "Only those that are being executed and get nowhere.")
    private boolean stuck;

    @Option(
            names = "--unusual",
            description = "Only those that take far more time, tokens or money than runs of their workflow usually do.")
    private boolean unusual;

    @Option(
            names = "--segment",
            paramLabel = "PART",
            description = "One part of the list: needs-you, running, waiting, stalled, failed, finished or cancelled.")
    private @Nullable String segment;

    @Override
    Query query() {
        return Query.of("runs")
                .with("status", statuses())
                .with("workflow", workflow)
                .with("store", store)
                .with("q", words)
                .with("since", since == null ? null : since.before())
                .with("until", until == null ? null : until.before())
                .with("stalled", stalled ? true : null)
                .with("unusual", unusual ? true : null)
                .with("scoreBelow", scoreBelow)
                .with("segment", segment);
    }

    private @Nullable String statuses() {
        return !stuck ? status : status == null ? "stuck" : status + ",stuck";
    }

    @Override
    int largestPage() {
        return 500;
    }

    @Override
    String nothing() {
        return "No run matches. chad-runs runs without filters shows all runs.";
    }

    @Override
    void show(JsonNode runs, Screen screen) {
        boolean scored = isScored(runs);
        Table table = scored
                ? new Table("RUN", "STATE", "WORKFLOW", "CREATED", "TOOK", "NODES", "TOKENS", "COST", "SCORE", "")
                        .alignsRight(5, 6, 7, 8)
                        .cuts(2, 9)
                : new Table("RUN", "STATE", "WORKFLOW", "CREATED", "TOOK", "NODES", "TOKENS", "COST", "")
                        .alignsRight(5, 6, 7)
                        .cuts(2, 8);
        for (JsonNode run : runs) {
            JsonNode progress = run.path("progress");
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.of(run.path("id")),
                    State.cell(run.path("state")),
                    Cell.of(run.path("workflow")),
                    Cell.dim(Format.ago(run.path("createdAtMs"), screen.nowMs())),
                    Cell.of(Format.span(run.path("durationMs"))),
                    Cell.of(progress.path("finished").asLong() + "/"
                            + progress.path("total").asLong()),
                    Cell.of(Money.tokens(run.path("tokens"))),
                    Cell.of(Money.of(
                            run.path("cost").path("usd"), run.path("cost").path("accuracy")))));
            if (scored) {
                cells.add(Cell.of(Format.score(run.path("score").path("mean"))));
            }
            cells.add(RunTrouble.of(run).isEmpty() ? Cell.of(run.path("title")) : RunTrouble.cell(run));
            table.row(cells.toArray(Cell[]::new));
        }
        table.print(screen);
    }

    private static boolean isScored(JsonNode runs) {
        for (JsonNode run : runs) {
            if (run.path("score").isObject()) {
                return true;
            }
        }
        return false;
    }
}
