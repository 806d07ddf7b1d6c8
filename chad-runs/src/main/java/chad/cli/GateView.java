package chad.cli;

import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A gate with all that it was asked with: nobody should decide about less. */
final class GateView {

    /** What the engine itself notes there: the options are listed below, and a question stands above. */
    private static final List<String> MARKS = List.of("approvalOptions");

    private static final List<String> MARKS_OF_A_QUESTION = List.of("humanTask", "prompt", "maxAttempts");

    private GateView() {}

    static void print(JsonNode gate, Screen screen) {
        screen.line("%s  %s of %s, asked %s"
                .formatted(
                        screen.paint(Colour.YELLOW, "◆ " + Format.text(gate.path("title"))),
                        Format.text(gate.path("nodeId")),
                        Format.text(gate.path("runId")),
                        Format.ago(gate.path("requestedAtMs"), screen.nowMs())));
        if (gate.path("summary").isTextual()) {
            screen.line("  " + SafeText.block(gate.path("summary").asText()).replace("\n", "\n  "));
        }
        if (gate.path("request").path("metadata") instanceof ObjectNode metadata) {
            ObjectNode context = metadata.deepCopy();
            context.remove(MARKS);
            if (context.path("humanTask").asBoolean()) {
                context.remove(MARKS_OF_A_QUESTION);
            }
            if (!context.isEmpty()) {
                screen.line("  " + SafeText.json(context.toPrettyString()).replace("\n", "\n  "));
            }
        }
        if (gate.path("answerSchema").isObject()) {
            screen.line(
                    "  answer with " + SafeText.json(gate.path("answerSchema").toString()));
        }
        for (JsonNode option : gate.path("options")) {
            String how = gate.path("requestId").isTextual()
                    ? "--value"
                    : gate.path("kind").asText().equals("rank") ? "--rank" : "--select";
            screen.line(
                    "  %s %s  %s".formatted(how, Format.text(option.path("key")), Format.text(option.path("label"))));
        }
        restriction(gate, "allowedUsers", "decided by", screen);
        restriction(gate, "allowedScopes", "may be decided by holders of", screen);
        if (gate.path("expiresAtMs").isNumber()) {
            screen.line("  to be answered by "
                    + Format.clock(gate.path("expiresAtMs").asLong()));
        }
        screen.line(screen.paint(Colour.DIM, "  digest " + Format.text(gate.path("digest"))));
    }

    private static void restriction(JsonNode gate, String field, String words, Screen screen) {
        List<String> names = new ArrayList<>();
        gate.path(field).forEach(name -> names.add(Format.text(name)));
        if (!names.isEmpty()) {
            screen.line("  %s %s".formatted(words, String.join(" or ", names)));
        }
    }
}
