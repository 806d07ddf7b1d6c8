package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.SafeText;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** Telling what a way back would undo, and what it can't, in place of going it. */
final class UndoOptions {

    @Option(names = "--dry-run", description = "Only show what it would undo, and what it can't.")
    private boolean triesOut;

    boolean isWanted() {
        return triesOut;
    }

    /** @param preview the address of what is told */
    static ExitCode tell(ServerCommand command, Query preview) {
        JsonNode undo = command.api().get(preview).json();
        if (command.output.wantsJson()) {
            command.printJson(undo);
        } else {
            if (undo.path("why").isTextual()) {
                command.out()
                        .println("Not possible: "
                                + SafeText.block(undo.path("why").asText()));
            }
            undo.path("undoes").forEach(line -> command.out().println("undoes: " + SafeText.block(line.asText())));
            undo.path("files").forEach(file -> command.out().println("        " + SafeText.block(file.asText())));
            undo.path("keeps").forEach(line -> command.out().println("keeps:  " + SafeText.block(line.asText())));
        }
        return undo.path("possible").asBoolean() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
