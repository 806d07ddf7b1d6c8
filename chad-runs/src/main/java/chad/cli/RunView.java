package chad.cli;

import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import chad.cli.text.State;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A run in full, for people: the verdict first, then what it was asked, what it did, and what it needs. */
final class RunView {

    private static final int OUTPUT_CHARS = 2_000;

    private RunView() {}

    static void print(JsonNode run, Screen screen) {
        head(run, screen);
        waits(run, screen);
        signals(run, screen);
        nodes(run, screen);
        if (run.path("nodesLeftOut").isTextual()) {
            screen.line(screen.paint(Colour.DIM, Format.text(run.path("nodesLeftOut"))));
        }
        scores(run, screen);
        gates(run, screen);
        lastOutput(run, screen);
    }

    private static void head(JsonNode run, Screen screen) {
        String state = Format.text(run.path("state"));
        screen.line("%s  %s"
                .formatted(
                        screen.paint(Colour.BOLD, Format.text(run.path("id"))),
                        screen.paint(State.colour(state), State.sign(state) + " " + state)));
        screen.line(Format.text(run.path("headline")));
        List<String> facts = new ArrayList<>();
        facts.add(Format.text(run.path("workflow")) + " in " + Format.text(run.path("store")));
        facts.add("created " + Format.ago(run.path("createdAtMs"), screen.nowMs()));
        add(facts, "took ", Format.span(run.path("durationMs")));
        add(facts, "", suffixed(Money.tokens(run.path("tokens")), " tokens"));
        add(
                facts,
                "cost ",
                Money.of(run.path("cost").path("usd"), run.path("cost").path("accuracy")));
        if (run.path("forecast").path("timeMs").isObject()) {
            facts.add(Format.text(run.path("forecast").path("says")));
        }
        add(facts, kinship(run), Format.text(run.path("parentId")));
        screen.line(screen.paint(Colour.DIM, String.join(" · ", facts)));
        if (run.path("stall").isObject()) {
            screen.line(screen.paint(
                    Colour.RED, "! " + Format.text(run.path("stall").path("reason"))));
        }
        if (run.path("stuck").isObject()) {
            screen.line(screen.paint(
                    Colour.RED,
                    "! %s · ends with: %s"
                            .formatted(
                                    Format.text(run.path("stuck").path("endsWith")),
                                    Format.text(run.path("stuck").path("command")))));
        }
        for (JsonNode caveat : run.path("caveats")) {
            screen.line(screen.paint(Colour.YELLOW, "! " + Format.text(caveat.path("says"))));
        }
        if (run.path("error").isObject() && !isToldAlready(run)) {
            screen.line(screen.paint(
                    Colour.RED, "✗ " + Format.text(run.path("error").path("message"))));
        }
        if (run.path("input").isObject() && !run.path("input").isEmpty()) {
            screen.line("input " + cut(SafeText.json(run.path("input").toString())));
        }
    }

    /** The headline ends with the message, unless that is long or has several lines. */
    private static boolean isToldAlready(JsonNode run) {
        return Format.text(run.path("headline"))
                .endsWith(Format.text(run.path("error").path("message")));
    }

    private static String kinship(JsonNode run) {
        return switch (run.path("parentKind").asText()) {
            case "child" -> "child of ";
            case "continued" -> "continues ";
            default -> "fork of ";
        };
    }

    /** Gates are shown whole further down; here is what else keeps the run, and what ends it. */
    private static void waits(JsonNode run, Screen screen) {
        for (JsonNode wait : run.path("waits")) {
            List<String> words = new ArrayList<>();
            words.add("waits for " + Format.text(wait.path("kind")) + " " + Format.text(wait.path("name")));
            add(words, "correlation id ", Format.text(wait.path("correlationId")));
            if (wait.path("untilMs").isNumber()) {
                words.add("until "
                        + Instant.ofEpochMilli(wait.path("untilMs").asLong()).truncatedTo(ChronoUnit.SECONDS));
            }
            add(words, "ends with: ", Format.text(wait.path("command")));
            screen.line(String.join(" · ", words));
        }
    }

    private static void signals(JsonNode run, Screen screen) {
        for (JsonNode signal : run.path("signals")) {
            List<String> words = new ArrayList<>();
            words.add("got signal " + Format.text(signal.path("name")));
            add(words, "correlation id ", Format.text(signal.path("correlationId")));
            words.add(Format.ago(signal.path("receivedAtMs"), screen.nowMs()));
            words.add(
                    signal.path("takenBy").isTextual()
                            ? "taken by " + Format.text(signal.path("takenBy"))
                            : "no node is waiting for it");
            screen.line(screen.paint(Colour.DIM, String.join(" · ", words)));
        }
    }

    private static void add(List<String> facts, String prefix, String fact) {
        if (!fact.isEmpty()) {
            facts.add(prefix + fact);
        }
    }

    private static String suffixed(String text, String suffix) {
        return text.isEmpty() ? "" : text + suffix;
    }

    private static void nodes(JsonNode run, Screen screen) {
        Table table = new Table("NODE", "STATE", "TOOK", "TRIES", "TOKENS", "LABEL")
                .alignsRight(3, 4)
                .cuts(5);
        for (JsonNode node : run.path("nodes")) {
            JsonNode attempts = node.path("attempts");
            long tries = attempts.size() + node.path("moreAttempts").asLong();
            long iteration = node.path("iteration").asLong();
            boolean took = node.path("startedAtMs").isNumber()
                    && node.path("finishedAtMs").isNumber();
            JsonNode error = attempts.isEmpty()
                    ? attempts.path("none")
                    : attempts.get(attempts.size() - 1).path("error");
            table.row(
                    Cell.of(Format.text(node.path("id")) + (iteration > 0 ? " #" + iteration : "")),
                    state(node, screen),
                    Cell.of(
                            took
                                    ? Format.span(node.path("finishedAtMs").asLong()
                                            - node.path("startedAtMs").asLong())
                                    : ""),
                    Cell.of(tries == 0 ? "" : Long.toString(tries)),
                    Cell.of(Money.tokens(node.path("tokens"))),
                    error.isObject()
                            ? new Cell(Format.text(error.path("message")), Colour.RED)
                            : Cell.of(node.path("label")));
        }
        if (!table.isEmpty()) {
            screen.line("");
            table.print(screen);
        }
    }

    /** Between two attempts: which one comes next, and when. */
    private static Cell state(JsonNode node, Screen screen) {
        JsonNode next = node.path("nextAttempt");
        if (!next.isObject()) {
            return State.cell(node.path("state"));
        }
        String words = "attempt %d of %s"
                .formatted(
                        next.path("attempt").asInt(),
                        next.path("limit").isInt() ? next.path("limit").asText() : "∞");
        if (next.path("atMs").isNumber()) {
            long left = next.path("atMs").asLong() - screen.nowMs();
            words += left > 0 ? ", again in " + Format.span(left) : ", due";
        }
        return new Cell(words, State.colour("retrying"));
    }

    private static void gates(JsonNode run, Screen screen) {
        for (JsonNode gate : run.path("approvals")) {
            if (isOpen(gate)) {
                screen.line("");
                GateView.print(gate, screen);
            }
        }
    }

    private static void scores(JsonNode run, Screen screen) {
        Table table =
                new Table("SCORED", "SCORER", "SCORE", "REASON").alignsRight(2).cuts(3);
        for (JsonNode score : run.path("scores")) {
            long iteration = score.path("iteration").asLong();
            table.row(
                    Cell.of(Format.text(score.path("nodeId")) + (iteration > 0 ? " #" + iteration : "")),
                    Cell.of(score.path("scorerName")),
                    Cell.of(Format.score(score.path("value"))),
                    Cell.of(score.path("reason")));
        }
        for (JsonNode failure : run.path("scorerFailures")) {
            table.row(
                    Cell.of(failure.path("nodeId")),
                    Cell.of(failure.path("scorerName")),
                    new Cell("failed", Colour.RED),
                    new Cell(Format.text(failure.path("error")), Colour.RED));
        }
        if (!table.isEmpty()) {
            screen.line("");
            table.print(screen);
        }
    }

    static boolean isOpen(JsonNode gate) {
        String status = gate.path("status").asText();
        return status.equals("requested") || status.equals("pending");
    }

    /** Of a run that has ended, the node that wrote last has what one wants to read. */
    private static void lastOutput(JsonNode run, Screen screen) {
        JsonNode last = null;
        for (JsonNode node : run.path("nodes")) {
            boolean isLater = last == null
                    || node.path("finishedAtMs").asLong()
                            >= last.path("finishedAtMs").asLong();
            if (node.path("output").isObject() && isLater) {
                last = node;
            }
        }
        if (last != null && State.hasEnded(run.path("state").asText())) {
            screen.line("");
            screen.line(screen.paint(Colour.DIM, "output of " + Format.text(last.path("id"))));
            last.path("output")
                    .properties()
                    .forEach(field -> screen.line("%s: %s"
                            .formatted(
                                    SafeText.line(field.getKey()),
                                    field.getValue().isTextual()
                                            ? cut(SafeText.block(
                                                    field.getValue().asText()))
                                            : cut(SafeText.json(field.getValue().toString())))));
        }
    }

    private static String cut(String text) {
        return text.length() <= OUTPUT_CHARS
                ? text
                : text.substring(0, OUTPUT_CHARS) + "… (all of it: chad-runs get --json, chad-runs output)";
    }
}
