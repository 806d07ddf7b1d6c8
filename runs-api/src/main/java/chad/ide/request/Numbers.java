package chad.ide.request;

import chad.ide.problem.ProblemType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whole numbers from a client. */
public final class Numbers {

    /** Eighteen digits always fit a long. */
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private Numbers() {}

    public static int parse(String field, String value, int least, int most) {
        return Math.toIntExact(parse(field, value, (long) least, (long) most));
    }

    public static long parse(String field, String value, long least, long most) {
        if (WHOLE.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw ProblemType.invalid(field, value, "a whole number from %d to %d".formatted(least, most));
    }

    /** A time in epoch milliseconds; null when the client gave none. */
    public static @Nullable Long timeMs(String field, @Nullable String value) {
        return value == null ? null : parse(field, value, 0, 999_999_999_999_999L);
    }
}
