package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "worktrees",
        description = {
            "The worktrees that runs have created in a project.",
            "--prune removes those of ended runs; their branches and commits are kept."
        })
final class WorktreesCommand extends ServerCommand {

    @Parameters(
            paramLabel = "PROJECT",
            arity = "0..1",
            description = "Its name (${DEFAULT-VALUE}); `projects` lists them.",
            defaultValue = "work")
    private String project = "work";

    @Option(names = "--prune", description = "Remove those of ended runs.")
    private boolean prunes;

    @Option(names = "--dry-run", description = "With --prune: only show what would be removed.")
    private boolean triesOut;

    @Option(names = "--run", paramLabel = "RUN", description = "With --prune: only those of this run.")
    private @Nullable String runId;

    @Option(
            names = "--force",
            description = "With --prune: also those with changes that no branch has committed; those changes are lost.")
    private boolean force;

    @Override
    ExitCode run() {
        return prunes ? prune() : list();
    }

    private ExitCode list() {
        Answer answer = api().get(Query.of("projects", project, "worktrees"));
        if (output.wantsJson()) {
            printJson(answer);
            return ExitCode.DONE;
        }
        JsonNode items = answer.json().path("items");
        if (items.isEmpty()) {
            remark("No run has a worktree in project " + project + ".");
            return ExitCode.DONE;
        }
        Screen screen = screen();
        Table table = new Table("WORKTREE", "BRANCH", "RUN", "STATE", "USED", "KEPT BECAUSE").cuts(5);
        for (JsonNode worktree : items) {
            table.row(
                    Cell.of(worktree.path("path")),
                    Cell.of(worktree.path("branch")),
                    Cell.of(worktree.path("runId")),
                    new Cell(
                            Format.text(worktree.path("runState")),
                            worktree.path("exists").asBoolean() ? Colour.NONE : Colour.DIM),
                    Cell.dim(Format.ago(worktree.path("usedAtMs"), screen.nowMs())),
                    Cell.of(worktree.path("kept")));
        }
        table.print(screen);
        return ExitCode.DONE;
    }

    private ExitCode prune() {
        ObjectNode body = Json.object().put("dryRun", triesOut).put("force", force);
        if (runId != null) {
            body.put("runId", runId);
        }
        Answer answer = api().post(Query.of("projects", project, "worktrees", "prune"), body);
        if (output.wantsJson()) {
            printJson(answer);
            return ExitCode.DONE;
        }
        JsonNode pruned = answer.json();
        for (JsonNode worktree : pruned.path("removed")) {
            out().println((triesOut ? "would remove " : "removed ") + Format.text(worktree.path("path")));
        }
        for (JsonNode worktree : pruned.path("kept")) {
            out().println("kept %s: %s"
                    .formatted(Format.text(worktree.path("path")), Format.text(worktree.path("kept"))));
        }
        if (pruned.path("removed").isEmpty() && pruned.path("kept").isEmpty()) {
            remark("No run has a worktree in project " + project + ".");
        }
        return ExitCode.DONE;
    }
}
