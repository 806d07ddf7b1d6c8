package chad.ide.request;

import org.jspecify.annotations.Nullable;

/**
 * How many items a client gets.
 *
 * @param usual when it does not say
 * @param most what it may ask for
 */
public record Limit(int usual, int most) {

    public int parse(@Nullable String value) {
        return value == null ? usual : Numbers.parse("limit", value, 1, most);
    }

    public int parse(@Nullable Integer value) {
        return parse(value == null ? null : value.toString());
    }
}
