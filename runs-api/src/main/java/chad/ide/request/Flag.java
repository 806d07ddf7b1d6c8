package chad.ide.request;

import chad.ide.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** Switches of a query. */
public final class Flag {

    private Flag() {}

    /** False when it was left out. */
    public static boolean parse(String field, @Nullable String given) {
        return switch (given) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemType.invalid(field, given, "`true` or `false`");
        };
    }
}
