package chad.ide.request;

import chad.ide.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** Which end of a list comes first. */
public final class Order {

    private Order() {}

    /** The oldest comes first when nothing was said. */
    public static boolean isNewestFirst(@Nullable String order) {
        return switch (order) {
            case null -> false;
            case "oldest" -> false;
            case "newest" -> true;
            default -> throw ProblemType.invalid("order", order, "`oldest` or `newest`");
        };
    }
}
