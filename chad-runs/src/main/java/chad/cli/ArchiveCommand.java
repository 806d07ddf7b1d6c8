package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "archive",
        description = {
            "Archives a store whose runs have all ended: it is copied to state/archive, verified, then removed.",
            "The next launch creates an empty one. `stores --sizes` shows how much space archiving would free."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ArchiveCommand extends ServerCommand {

    @Parameters(paramLabel = "STORE", description = "Its name; `stores` lists them.")
    private String store;

    @Option(
            names = "--older-than-days",
            paramLabel = "N",
            description = "Only if its newest run ended longer ago than this.",
            defaultValue = "0")
    private int days;

    @Override
    ExitCode run() {
        Answer answer =
                api().post(StoresCommand.of(store, "archive"), Json.object().put("olderThanDays", days));
        JsonNode archived = answer.json();
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            out().println("✓ %s  %s runs, %s freed"
                    .formatted(
                            Format.text(archived.path("archive")),
                            Format.text(archived.path("runs")),
                            Format.bytes(archived.path("freedBytes"))));
            remark(Format.text(archived.path("note")));
        }
        return ExitCode.DONE;
    }
}
