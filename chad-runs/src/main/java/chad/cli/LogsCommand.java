package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import chad.cli.text.State;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logs",
        description = {
            "The events of a run: the newest ones, in chronological order.",
            "--follow prints new events until the run ends; as JSON, one event per line."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class LogsCommand extends ServerCommand {

    private static final int LARGEST_PAGE = 1_000;

    @Mixin
    private RunChoice run;

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing until the run ends.")
    private boolean follows;

    @Option(names = "--node", paramLabel = "NODE", description = "Only events of this node.")
    private @Nullable String node;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only these types, separated by commas: NodeFailed, …")
    private @Nullable String type;

    @Option(names = "--grep", paramLabel = "WORDS", description = "Words in the event.")
    private @Nullable String words;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "activity",
            description = "notable, activity (the default) or everything.")
    private String level;

    @Option(names = "--heartbeats", description = "Include heartbeats.")
    private boolean heartbeats;

    @Option(names = "--oldest", description = "From the beginning, rather than the newest.")
    private boolean oldestFirst;

    @Option(names = "--after", paramLabel = "SEQ", description = "Only events after this sequence number.")
    private @Nullable Long after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most this many (${DEFAULT-VALUE}).",
            defaultValue = "200")
    private int limit;

    @Override
    ExitCode run() {
        Answer answer = api().get(page());
        JsonNode items = answer.json().path("items");
        boolean isReversed = !oldestFirst && after == null;
        if (!follows && output.wantsJson()) {
            printJson(answer);
            return ExitCode.DONE;
        }
        Screen screen = screen();
        long last = after == null ? -1 : after;
        for (int i = 0; i < items.size(); i++) {
            JsonNode event = items.get(isReversed ? items.size() - 1 - i : i);
            show(event, screen);
            last = Math.max(last, event.path("seq").asLong());
        }
        if (follows) {
            follow(last, screen);
        } else if (items.isEmpty()) {
            remark("No event matches. chad-runs logs RUN --level everything shows all events.");
        }
        return ExitCode.DONE;
    }

    private void follow(long last, Screen screen) {
        long seen = last;
        boolean hasEnded = false;
        try (LiveFeed feed = new LiveFeed(api(), run.id(), run.store())) {
            while (!hasEnded && !out().checkError()) {
                String kind = feed.next().path("kind").asText();
                if (kind.equals("run") || kind.equals("look")) {
                    JsonNode now = feed.tolerantly(() -> api().get(run.at()).json());
                    hasEnded = now != null && State.hasEnded(now.path("state").asText());
                }
                seen = showBehind(seen, feed, screen); // after the look: what came before the end is shown
            }
        }
    }

    private long showBehind(long seen, LiveFeed feed, Screen screen) {
        long last = seen;
        String cursor = null;
        do {
            Query query =
                    filters().with("limit", LARGEST_PAGE).with("after", last).with("cursor", cursor);
            JsonNode page = feed.tolerantly(() -> api().get(query).json());
            if (page == null) {
                return last;
            }
            for (JsonNode event : page.path("items")) {
                show(event, screen);
                last = Math.max(last, event.path("seq").asLong());
            }
            cursor = page.path("nextCursor").isTextual()
                    ? page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);
        return last;
    }

    private Query page() {
        return filters()
                .with("limit", Math.clamp(limit, 1, LARGEST_PAGE))
                .with("after", after)
                .with("order", oldestFirst || after != null ? null : "newest");
    }

    private Query filters() {
        return run.at("logs")
                .with("node", node)
                .with("type", type)
                .with("q", words)
                .with("level", level)
                .with("heartbeats", heartbeats ? true : null);
    }

    private void show(JsonNode event, Screen screen) {
        if (output.wantsJson()) {
            out().println(Screen.stdoutIsTerminal() ? SafeText.json(event.toString()) : event.toString());
            return;
        }
        String kind = event.path("type").asText();
        Colour colour = kind.contains("Failed") || kind.contains("Retrying")
                ? Colour.RED
                : kind.contains("Approval") || kind.contains("Waiting") ? Colour.YELLOW : Colour.NONE;
        screen.line("%s  %s  %s"
                .formatted(
                        screen.paint(Colour.DIM, Format.clock(event.path("atMs").asLong())),
                        screen.paint(
                                Colour.DIM, "%5s".formatted(event.path("seq").asText())),
                        screen.paint(colour, Format.text(event.path("text")))));
    }
}
