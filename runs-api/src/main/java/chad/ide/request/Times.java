package chad.ide.request;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Times and time zones as a client writes them. Both methods throw a {@link ProblemException} that names the field. */
public final class Times {

    private static final int MAX_ZONE_CHARS = 60;

    private Times() {}

    /** Null when the client gave none. */
    public static @Nullable ZoneId zone(String field, @Nullable String text) {
        try {
            if (text == null || text.length() <= MAX_ZONE_CHARS) {
                return text == null ? null : ZoneId.of(text);
            }
        } catch (DateTimeException unknown) {
            // Said below.
        }
        throw ProblemType.invalid(field, text, "a time zone such as `Europe/Berlin`");
    }

    /** Null when the client gave none. */
    public static @Nullable Instant instant(String field, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text.strip());
        } catch (DateTimeException notOne) {
            throw ProblemType.invalid(field, text, "a time in UTC by ISO 8601, such as 2026-12-01T00:00:00Z");
        }
    }
}
