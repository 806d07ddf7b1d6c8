package chad.edge;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * One refused value of a request.
 *
 * @param field where it stood: a query parameter, a path segment or a JSON pointer into the body
 * @param value what was sent, cut to {@link #MAX_VALUE_CHARS}
 * @param allowed what would have been taken, in words or as a pattern
 */
@RegisterForReflection
public record FieldError(String field, @Nullable String value, String allowed) {

    private static final int MAX_VALUE_CHARS = 100;

    public FieldError {
        if (value != null && value.length() > MAX_VALUE_CHARS) {
            value = value.substring(0, MAX_VALUE_CHARS) + "…";
        }
    }
}
