package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "health", description = "The health of the service, its stores and the engine.")
final class HealthCommand extends ReadCommand {

    @Override
    Query query() {
        return Query.of("health");
    }

    @Override
    ExitCode exitCode(JsonNode health) {
        return health.path("status").asText().equals("ok") ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Override
    void show(JsonNode health, Screen screen) {
        JsonNode engine = health.path("engine");
        line(screen, "status", Format.text(health.path("status")));
        line(
                screen,
                "engine",
                engine.path("available").asBoolean()
                        ? "smithers %s on bun %s"
                                .formatted(Format.text(engine.path("version")), Format.text(engine.path("bun")))
                        : Format.text(engine.path("problem")));
        health.path("stores")
                .properties()
                .forEach(state -> line(
                        screen, "stores " + state.getKey(), state.getValue().asText()));
        health.path("activeRuns")
                .properties()
                .forEach(state ->
                        line(screen, "runs " + state.getKey(), state.getValue().asText()));
        health.path("services")
                .forEach(service -> line(
                        screen,
                        Format.text(service.path("name")),
                        (Format.text(service.path("status")) + " " + Format.text(service.path("version"))).strip()));
    }

    private static void line(Screen screen, String name, String value) {
        screen.line("%-22s %s".formatted(SafeText.line(name), SafeText.line(value)));
    }
}
