package chad.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An address below {@code /api}, put together from values that may hold anything. */
public final class Query {

    private final StringBuilder text;
    private boolean hasParameters;

    private Query(String path) {
        this.text = new StringBuilder(path);
    }

    /** @param segments each is escaped, and follows a slash */
    public static Query of(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            if (segment.isBlank() || segment.equals(".") || segment.equals("..")) {
                throw ApiException.invalid("`" + segment + "` is not a valid name or id.", "chad-runs runs");
            }
            path.append('/').append(escaped(segment));
        }
        return new Query(path.toString());
    }

    /** What is below a thing of a collection, such as a run's logs, or the thing itself. */
    public static Query under(String collection, String id, String... below) {
        return of(Stream.concat(Stream.of(collection, id), Stream.of(below)).toArray(String[]::new));
    }

    /** Adds a parameter; null leaves it out. */
    public Query with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(hasParameters ? '&' : '?').append(name).append('=').append(escaped(value.toString()));
            hasParameters = true;
        }
        return this;
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
