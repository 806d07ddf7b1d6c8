package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "chat", description = "What the agents of a run were asked and what they answered, oldest first.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ChatCommand extends ListCommand {

    @Mixin
    private RunChoice run;

    @Option(names = "--node", paramLabel = "NODE", description = "Limit it to this node.")
    private @Nullable String node;

    @Override
    Query query() {
        return run.at("chat").with("node", node);
    }

    @Override
    int largestPage() {
        return 50;
    }

    @Override
    String nothing() {
        return "No agent has said anything in this run. chad-runs logs " + SafeText.line(run.id()) + " has the rest.";
    }

    @Override
    void show(JsonNode attempts, Screen screen) {
        for (JsonNode attempt : attempts) {
            screen.line(screen.paint(
                    Colour.BOLD,
                    "%s #%s, try %s · %s · %s"
                            .formatted(
                                    Format.text(attempt.path("nodeId")),
                                    attempt.path("iteration").asText(),
                                    attempt.path("attempt").asText(),
                                    Format.text(attempt.path("model")),
                                    Format.text(attempt.path("state")))));
            attempt.path("messages").forEach(message -> message(message, screen));
            if (attempt.path("moreMessages").asLong() > 0) {
                screen.line("  … " + attempt.path("moreMessages").asText() + " more messages");
            }
            if (attempt.path("error").isObject()) {
                screen.line(screen.paint(
                        Colour.RED, "  ✗ " + Format.text(attempt.path("error").path("message"))));
            }
            screen.line("");
        }
    }

    private static void message(JsonNode message, Screen screen) {
        String role = Format.text(message.path("role"));
        said(role, message.path("text"), role.equals("user") ? Colour.CYAN : Colour.GREEN, screen);
        said("reasoning", message.path("reasoning"), Colour.DIM, screen);
        for (JsonNode call : message.path("toolCalls")) {
            said("calls " + Format.text(call.path("tool")), call.path("input"), Colour.YELLOW, screen);
            said("got", call.path("output"), Colour.YELLOW, screen);
        }
    }

    private static void said(String who, JsonNode text, Colour colour, Screen screen) {
        if (text.isObject()) {
            String whole = SafeText.block(text.path("text").asText());
            screen.line("  " + screen.paint(colour, who) + "  " + whole.replace("\n", "\n    ")
                    + (text.path("cut").asBoolean()
                            ? " … of " + text.path("chars").asText() + " characters"
                            : ""));
        }
    }
}
