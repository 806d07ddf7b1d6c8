package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        description = {
            "Copies every store and everything else except the keys, while runs are live, and waits for the result.",
            "To restore, stop the service and run its own program on the machine: docs/operating.md."
        })
final class BackupCommand extends ServerCommand {

    private static final long LOOK_EVERY_MS = 1_000;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Keep this many backups, including this one, and remove older ones.")
    private @Nullable Integer keep;

    @Override
    ExitCode run() {
        ObjectNode body = Json.object();
        if (keep != null) {
            body.put("keep", keep);
        }
        Answer answer = api().post(Query.of("backups"), body);
        String name = Format.text(answer.json().path("name"));
        while (answer.json().path("state").asText().equals("running")) {
            tell(answer.json());
            pause();
            answer = api().get(Query.of("backups", name));
        }
        JsonNode backup = answer.json();
        if (output.wantsJson()) {
            printJson(answer);
        } else if (backup.path("state").asText().equals("done")) {
            out().println("✓ %s  %s; files: %s, stores: %d"
                    .formatted(
                            Format.text(backup.path("path")),
                            Format.bytes(backup.path("sizeBytes")),
                            Format.text(backup.path("files")),
                            backup.path("stores").size()));
        }
        if (backup.path("problem").isTextual()) {
            remark(Format.text(backup.path("problem")));
        }
        backup.path("leftOut")
                .forEach(file -> remark("Not in it: %s. %s"
                        .formatted(Format.text(file.path("path")), Format.text(file.path("reason")))));
        if (backup.path("note").isTextual() && !output.wantsJson()) {
            remark(Format.text(backup.path("note")));
        }
        return backup.path("state").asText().equals("done") ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void tell(JsonNode running) {
        if (Screen.stderrIsTerminal()) {
            remark("%s of %s"
                    .formatted(Format.bytes(running.path("sizeBytes")), Format.bytes(running.path("totalBytes"))));
            err().flush();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped watching; the backup continues", stopped);
        }
    }
}
