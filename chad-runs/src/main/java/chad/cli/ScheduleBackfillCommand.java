package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backfill",
        description = "Makes up for the due times of a period, one run after the other. Those that were made up for"
                + " before are left out.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScheduleBackfillCommand extends OneScheduleCommand {

    @Option(
            names = "--since",
            required = true,
            paramLabel = "TIME",
            description = "From this time on: 2026-11-27T00:00:00Z, or an age such as 12h.")
    private String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Up to this time, which does not count itself; now by default.")
    private @Nullable String until;

    @Option(names = "--dry-run", description = "Only lists the due times.")
    private boolean dryRun;

    @Override
    ExitCode run() {
        long nowMs = System.currentTimeMillis();
        Answer answer = api().post(
                        at("backfill"),
                        Json.object()
                                .put("fromMs", time("--since", since))
                                .put("beforeMs", until == null ? nowMs : time("--until", until))
                                .put("dryRun", dryRun));
        if (output.wantsJson()) {
            printJson(answer);
            return ExitCode.DONE;
        }
        JsonNode firings = answer.json().path("items");
        for (JsonNode firing : firings) {
            screen().line("%s  %s"
                    .formatted(
                            Format.moment(firing.path("dueAtMs").asLong(), ZoneId.systemDefault()),
                            Format.text(firing.path("runId"))));
        }
        remark(
                firings.isEmpty()
                        ? "No due time lies in that period, or all have been made up for."
                        : "%d %s, one after the other."
                                .formatted(firings.size(), dryRun ? "would be launched" : "will be launched"));
        return ExitCode.DONE;
    }

    private static long time(String option, String text) {
        Optional<Age> age = Age.of(text);
        if (age.isPresent()) {
            return age.get().before();
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException notOne) {
            throw ApiException.invalid(
                    "%s is neither a time in UTC nor an age.".formatted(option),
                    "%s 2026-11-27T00:00:00Z, or %s 12h".formatted(option, option));
        }
    }
}
