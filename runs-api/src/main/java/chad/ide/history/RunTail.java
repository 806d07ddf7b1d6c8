package chad.ide.history;

import chad.ide.runs.StoredRun;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What was added to a run's log lately, without payloads and heartbeats; for those who follow it. */
@Singleton
public class RunTail {

    private static final EventFilter ALL = new EventFilter(null, Set.of(), null, Level.EVERYTHING, false);

    private final EventQueries events;

    RunTail(EventQueries events) {
        this.events = events;
    }

    /** An event in words; a {@code RunEvent} without its payload. */
    @Schema(name = "LogLine")
    public record Line(
            @Schema(examples = "12") long seq,
            @Schema(examples = "1795252285000") long atMs,
            @Schema(examples = "NodeStarted") String type,
            @Schema(examples = "judge") @Nullable String nodeId,
            @Nullable Integer iteration,
            @Nullable Integer attempt,
            Level level,

            @Schema(examples = "judge started, attempt 1") String text) {

        /** Whether it is of the engine's bookkeeping, which few want to see. */
        public boolean isBookkeeping() {
            return level == Level.EVERYTHING;
        }
    }

    /**
     * The end of a log.
     *
     * @param lines oldest first
     * @param lookedTo the last event that was looked at; less than asked for when a rewind took events away
     * @param more whether there are more behind it
     */
    public record Tail(List<Line> lines, long lookedTo, boolean more) {
        public Tail {
            lines = List.copyOf(lines);
        }
    }

    /** Events behind {@code seq}, the oldest of them when there are more than the limit. */
    public Tail after(StoredRun run, long seq, int limit) {
        EventQueries.Part part = events.after(run, ALL, seq, limit);
        return new Tail(lines(part.events()), part.lookedTo(), !part.end());
    }

    /** The newest events, of those that happened at that time or later. */
    public Tail since(StoredRun run, long atMs, int limit) {
        EventQueries.Part part = events.before(run, ALL, Long.MAX_VALUE, limit);
        long newest = part.events().isEmpty() ? -1 : part.events().getFirst().seq();
        List<RunEvent> late = part.events().reversed().stream()
                .filter(event -> event.atMs() >= atMs)
                .toList();
        return new Tail(lines(late), newest, false);
    }

    private static List<Line> lines(List<RunEvent> events) {
        return events.stream()
                .map(event -> new Line(
                        event.seq(),
                        event.atMs(),
                        event.type(),
                        event.nodeId(),
                        event.iteration(),
                        event.attempt(),
                        event.level(),
                        event.text()))
                .toList();
    }
}
