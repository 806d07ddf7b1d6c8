package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "export",
        description = "Writes all schedules as the YAML file that `schedule apply` takes. It holds the addresses of"
                + " watchdogs, which are secrets.")
final class ScheduleExportCommand extends ServerCommand {

    @Override
    ExitCode run() {
        byte[] file = api().send("GET", Query.of("schedules", "export"), null, Map.of("Accept", "text/yaml"))
                .body();
        out().print(new String(file, StandardCharsets.UTF_8));
        return ExitCode.DONE;
    }
}
