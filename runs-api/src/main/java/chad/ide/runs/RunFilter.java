package chad.ide.runs;

import static chad.ide.request.Numbers.timeMs;

import chad.ide.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a client wants.
 *
 * @param statuses the engine's words or ours, {@code stuck}, {@code caveats} and the kinds of these among them; empty takes
 *     all
 * @param workflow a file name with or without its ending, or the engine's workflow name
 * @param words to be found in the id, the workflow or the annotations
 * @param sinceMs earliest creation
 * @param untilMs latest creation
 * @param stalled only runs that are (true) or are not (false) stalled
 * @param unusual only runs that take (true) or do not take (false) far more of something than usual
 * @param scoreBelow only runs that were scored, below that on average
 * @param segment only runs of that part of the list; null takes all
 */
public record RunFilter(
        Set<String> statuses,
        @Nullable String workflow,
        @Nullable String store,
        @Nullable String words,
        @Nullable Long sinceMs,
        @Nullable Long untilMs,
        @Nullable Boolean stalled,
        @Nullable Boolean unusual,
        @Nullable Double scoreBelow,
        @Nullable RunSegment segment) {

    private static final int MAX_STATUSES = 20;
    private static final int MAX_CHARS = 300;

    public static RunFilter parse(
            @Nullable List<String> status,
            @Nullable String workflow,
            @Nullable String store,
            @Nullable String q,
            @Nullable String since,
            @Nullable String until,
            @Nullable String stalled,
            @Nullable String unusual,
            @Nullable String scoreBelow,
            @Nullable String segment) {
        return new RunFilter(
                statuses(status == null ? List.of() : status),
                text("workflow", workflow),
                text("store", store),
                text("q", q),
                timeMs("since", since),
                timeMs("until", until),
                flag("stalled", stalled),
                flag("unusual", unusual),
                share("scoreBelow", scoreBelow),
                RunSegment.parse(segment));
    }

    RunFilter in(@Nullable RunSegment other) {
        return new RunFilter(statuses, workflow, store, words, sinceMs, untilMs, stalled, unusual, scoreBelow, other);
    }

    private static Set<String> statuses(List<String> given) {
        Set<String> statuses = new TreeSet<>();
        for (String list : given) {
            for (String status : Arrays.asList(list.split(",", -1))) {
                if (!status.matches("[a-z][a-z-]{0,39}") || statuses.size() >= MAX_STATUSES) {
                    throw ProblemType.invalid(
                            "status", status, "statuses such as `running,failed`, at most " + MAX_STATUSES);
                }
                statuses.add(status);
            }
        }
        return statuses;
    }

    private static @Nullable String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > MAX_CHARS) {
            throw ProblemType.invalid(field, value, "at most %d characters".formatted(MAX_CHARS));
        }
        return value.strip();
    }

    private static @Nullable Double share(String field, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("0(\\.\\d{1,6})?|1(\\.0{1,6})?")) {
            throw ProblemType.invalid(field, value, "a number from 0 to 1, such as `0.7`");
        }
        return Double.valueOf(value);
    }

    private static @Nullable Boolean flag(String field, @Nullable String value) {
        return switch (value) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemType.invalid(field, value, "`true` or `false`");
        };
    }
}
