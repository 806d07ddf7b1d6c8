package chad.ide.history;

import chad.ide.problem.ProblemType;
import chad.ide.request.Flag;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a run a client wants.
 *
 * @param types empty takes all
 * @param words to be found anywhere in the payload, whatever the case
 * @param heartbeats whether heartbeats are shown: they are a clock, not news
 */
public record EventFilter(
        @Nullable String node, Set<String> types, @Nullable String words, Level level, boolean heartbeats) {

    static final String HEARTBEAT = "TaskHeartbeat";

    private static final int MAX_TYPES = 50;
    private static final int MAX_CHARS = 300;

    public static EventFilter parse(
            @Nullable String node,
            @Nullable String type,
            @Nullable String q,
            @Nullable String level,
            @Nullable String heartbeats) {
        return new EventFilter(
                bounded("node", node),
                types(type),
                bounded("q", q),
                level(level),
                Flag.parse("heartbeats", heartbeats));
    }

    private static Set<String> types(@Nullable String given) {
        Set<String> types = new TreeSet<>();
        if (given != null) {
            for (String type : Arrays.asList(given.split(",", -1))) {
                if (!type.matches("[A-Za-z][A-Za-z0-9]{0,59}") || types.size() >= MAX_TYPES) {
                    throw ProblemType.invalid("type", type, "event types such as `NodeFailed,NodeRetrying`");
                }
                types.add(type);
            }
        }
        return types;
    }

    private static Level level(@Nullable String given) {
        return switch (given) {
            case null -> Level.EVERYTHING;
            case "notable" -> Level.NOTABLE;
            case "activity" -> Level.ACTIVITY;
            case "everything" -> Level.EVERYTHING;
            default -> throw ProblemType.invalid("level", given, "`notable`, `activity` or `everything`");
        };
    }

    private static @Nullable String bounded(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.length() > MAX_CHARS) {
            throw ProblemType.invalid(field, value, "at most %d characters".formatted(MAX_CHARS));
        }
        return value;
    }

    /** What can be told without looking into the payload. */
    boolean takesType(String type) {
        if (type.equals(HEARTBEAT)) {
            return heartbeats || types.contains(HEARTBEAT);
        }
        return (types.isEmpty() || types.contains(type)) && level.shows(Level.of(type));
    }
}
