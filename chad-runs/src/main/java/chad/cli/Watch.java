package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.Format;
import chad.cli.text.SafeText;
import chad.cli.text.Screen;
import chad.cli.text.State;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows one run until it has ended, waits for somebody, or nobody goes on with it. */
final class Watch {

    /** A supervisor that goes on with stalled and decided runs does so within this. */
    private static final Duration STALL_PATIENCE = Duration.ofSeconds(60);

    private final ServerCommand command;
    private final String runId;
    private final @Nullable String store;
    private final WatchOptions options;
    private final WatchLines lines;
    private final long beganAtNanos = System.nanoTime();
    private long heldUpSinceNanos = -1;

    private Watch(ServerCommand command, String runId, @Nullable String store, WatchOptions options) {
        this.command = command;
        this.runId = runId;
        this.store = store;
        this.options = options;
        this.lines = new WatchLines(
                Screen.of(command.err(), Screen.stderrIsTerminal(), System.getenv()), System.currentTimeMillis());
    }

    /** Tells on stderr what happens, prints the run as it is in the end, and returns its exit code. */
    static ExitCode follow(ServerCommand command, String runId, @Nullable String store, WatchOptions options) {
        return new Watch(command, runId, store, options).follow();
    }

    private ExitCode follow() {
        try (LiveFeed feed = new LiveFeed(command.api(), runId, store)) {
            JsonNode run = command.api().get(query()).json(); // a wrong id is no reason to be patient
            lines.run(run);
            lines.nodes(run.path("nodes"));
            Optional<ExitCode> end = verdict(run);
            while (end.isEmpty()) {
                JsonNode news = feed.next();
                JsonNode now = run(news, feed);
                if (now != null) {
                    lines.run(now);
                    end = verdict(now);
                } else if (news.path("kind").asText().equals("nodes")) {
                    lines.nodes(news.path("nodes"));
                }
                if (end.isEmpty() && isOverdue()) {
                    lines.close();
                    command.remark("Still running after %s. Watch it again: chad-runs watch %s"
                            .formatted(
                                    Format.span(Duration.ofNanos(System.nanoTime() - beganAtNanos)
                                            .toMillis()),
                                    runId));
                    end = Optional.of(ExitCode.FAILED);
                }
            }
            return print(end.get());
        } finally {
            lines.close();
        }
    }

    private @Nullable JsonNode run(JsonNode news, LiveFeed feed) {
        return switch (news.path("kind").asText()) {
            case "run" -> news.path("run");
            case "look" -> {
                JsonNode looked =
                        feed.tolerantly(() -> command.api().get(query()).json());
                if (looked != null) {
                    lines.nodes(looked.path("nodes"));
                }
                yield looked;
            }
            default -> null;
        };
    }

    private Optional<ExitCode> verdict(JsonNode run) {
        String state = run.path("state").asText();
        if (State.hasEnded(state)) {
            return Optional.of(State.exitCode(state));
        }
        if (options.keepsWaiting()) {
            return Optional.empty();
        }
        if (State.waitsForSomebody(state)) {
            return Optional.of(ExitCode.WAITING);
        }
        if (!state.equals("stalled") && !state.equals("needs-resume")) {
            heldUpSinceNanos = -1;
            return Optional.empty();
        }
        if (heldUpSinceNanos < 0) {
            heldUpSinceNanos = System.nanoTime();
        }
        boolean isLong = System.nanoTime() - heldUpSinceNanos > STALL_PATIENCE.toNanos();
        return isLong ? Optional.of(ExitCode.FAILED) : Optional.empty();
    }

    private boolean isOverdue() {
        Duration timeout = options.timeout();
        return timeout != null && System.nanoTime() - beganAtNanos > timeout.toNanos();
    }

    private ExitCode print(ExitCode code) {
        Answer answer = command.api().get(query());
        JsonNode run = answer.json();
        lines.nodes(run.path("nodes"));
        lines.close();
        if (command.output.wantsJson()) {
            command.printJson(answer);
        } else {
            RunView.print(run, command.screen());
        }
        next(run.path("state").asText()).ifPresent(hint -> command.remark("Next: " + hint));
        return code;
    }

    private Optional<String> next(String state) {
        String id = SafeText.line(runId);
        return switch (state) {
            case "waiting-approval" ->
                Optional.of("chad-runs approve %s --note '…', or chad-runs deny %s".formatted(id, id));
            case "waiting-event" -> Optional.of("chad-runs signal " + id + " NAME --payload '{…}'");
            case "paused", "stalled", "needs-resume", "not-started" -> Optional.of("chad-runs resume " + id);
            case "failed" ->
                Optional.of("chad-runs logs " + id + " --level notable, then chad-runs retry " + id + " NODE");
            default -> Optional.empty();
        };
    }

    private Query query() {
        return Query.of("runs", runId).with("store", store);
    }
}
