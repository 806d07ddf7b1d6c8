package chad.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the service, its stores and the engine are. */
@Command(
        name = "health",
        description = "How the service, its stores and the engine are.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print the answer as JSON, as when piped.")
    private boolean json;

    /** Set by picocli before the command is called. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode health = new ApiClient(System.getenv()).get("/health");
        PrintWriter out = spec.commandLine().getOut();
        boolean isOk = health.path("status").asText().equals("ok");
        if (json || !isTerminal()) {
            out.println(health.toPrettyString());
        } else {
            print(health, out);
        }
        out.flush();
        return (isOk ? ExitCode.DONE : ExitCode.FAILED).code();
    }

    /** JDK 22 to 24 gave a console even to a pipe, and the others give none. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static void print(JsonNode health, PrintWriter out) {
        JsonNode engine = health.path("engine");
        out.printf("%-14s %s%n", "status", health.path("status").asText());
        out.printf(
                "%-14s %s%n",
                "engine",
                engine.path("available").asBoolean()
                        ? "smithers %s on bun %s"
                                .formatted(
                                        engine.path("version").asText(),
                                        engine.path("bun").asText())
                        : engine.path("problem").asText());
        health.path("stores")
                .properties()
                .forEach(state -> out.printf(
                        "%-14s %s%n",
                        "stores " + state.getKey(), state.getValue().asText()));
        health.path("services")
                .forEach(service -> out.printf(
                        "%-14s %s %s%n",
                        service.path("name").asText(),
                        service.path("status").asText(),
                        service.path("version").asText("")));
    }
}
