package chad.cli;

import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.State;
import chad.cli.text.Width;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher reads: a line for each change, and below it, on a terminal, one that is redrawn. Each change is told
 * once, whether the stream or a look brought it.
 */
final class WatchLines implements AutoCloseable {

    private static final String ERASE = "\r\u001b[K";
    private static final int MAX_KNOWN = 20_000;
    private static final int MAX_NAMED = 3;

    private final Screen screen;
    private final long sinceMs;
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> running = new LinkedHashSet<>();
    private @Nullable JsonNode run;
    private String lastState = "";
    private boolean wasStuck;
    private boolean isDrawn;
    private volatile boolean isClosed;

    WatchLines(Screen screen, long sinceMs) {
        this.screen = screen;
        this.sinceMs = sinceMs;
        if (screen.isTerminal()) {
            Thread.ofPlatform().daemon().start(this::tick);
            Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // Ctrl-C: the prompt gets a clean line
        }
    }

    /** The seconds go on while nothing happens. */
    private void tick() {
        try {
            while (!isClosed) {
                Thread.sleep(1_000);
                draw();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run as in a list, or in full. */
    synchronized void run(JsonNode now) {
        run = now;
        String state = Format.text(now.path("state"));
        String trouble = RunTrouble.of(now);
        boolean isStuck = now.path("stuck").isObject();
        if (!state.equals(lastState)) {
            tell(screen.paint(State.colour(state), State.sign(state) + " run is " + state)
                    + (trouble.isEmpty() ? "" : ": " + trouble));
        } else if (isStuck != wasStuck) {
            tell(
                    isStuck
                            ? screen.paint(Colour.RED, "! run is getting nowhere") + ": " + trouble
                            : "run is getting somewhere again");
        }
        lastState = state;
        wasStuck = isStuck;
        draw();
    }

    synchronized void nodes(JsonNode nodes) {
        for (JsonNode node : nodes) {
            node(node);
        }
        draw();
    }

    private void node(JsonNode node) {
        String state = Format.text(node.path("state"));
        long iteration = node.path("iteration").asLong();
        String name = Format.text(node.path("id")) + (iteration > 0 ? " #" + iteration : "");
        if (state.equals("in-progress")) {
            running.add(name);
        } else {
            running.remove(name);
        }
        if (known.size() < MAX_KNOWN && !state.equals(known.put(name, state)) && !state.equals("pending")) {
            tell(screen.paint(State.colour(state), State.sign(state)) + " " + name + " "
                    + (state.equals("in-progress") ? "started" : state));
        }
    }

    private void tell(String words) {
        erase();
        screen.line(screen.paint(Colour.DIM, Format.clock(System.currentTimeMillis())) + "  " + words);
        screen.out().flush();
    }

    private synchronized void draw() {
        if (isClosed || !screen.isTerminal() || run == null || State.hasEnded(lastState)) {
            return;
        }
        JsonNode progress = run.path("progress");
        StringBuilder line = new StringBuilder("%s %s/%s nodes"
                .formatted(
                        lastState,
                        progress.path("finished").asLong(),
                        progress.path("total").asLong()));
        if (progress.path("failed").asLong() > 0) {
            line.append(", ").append(progress.path("failed").asLong()).append(" failed");
        }
        if (!running.isEmpty()) {
            line.append(" · ")
                    .append(String.join(", ", running.stream().limit(MAX_NAMED).toList()));
            line.append(running.size() > MAX_NAMED ? " and " + (running.size() - MAX_NAMED) + " more" : "");
        }
        String tokens = Money.tokens(run.path("tokens"));
        line.append(tokens.isEmpty() ? "" : " · " + tokens + " tokens");
        line.append(" · ").append(Format.span((System.currentTimeMillis() - sinceMs) / 1_000 * 1_000));
        screen.out().print(ERASE + screen.paint(Colour.BLUE, Width.cut(line.toString(), screen.columns() - 1)));
        screen.out().flush();
        isDrawn = true;
    }

    private void erase() {
        if (isDrawn) {
            screen.out().print(ERASE);
            isDrawn = false;
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        erase();
        screen.out().flush();
    }
}
