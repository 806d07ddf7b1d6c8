package chad.ide.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.problem.ProblemType;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a page ended. A client sends it back as it got it and can't read more into it than that.
 *
 * <p>It is the position in the list's order, not a number of rows to skip: a page costs the same at any depth, and
 * rows that arrive in the meantime shift nothing.
 */
public final class Cursor {

    private static final String SEPARATOR = "\u001f";
    private static final int MAX_CHARS = 2_000;

    private Cursor() {}

    /** @param list names the list, so that the cursor of one can't be used with another */
    public static String of(String list, Object... position) {
        String plain = Stream.concat(Stream.of(list), Arrays.stream(position).map(Object::toString))
                .collect(Collectors.joining(SEPARATOR));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
    }

    /** The parts of a position of that list; a 400 problem for anything that {@link #of} did not make. */
    public static List<String> parse(String list, String cursor, int parts) {
        if (cursor.length() <= MAX_CHARS) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
                List<String> found = List.of(plain.split(SEPARATOR, -1));
                if (found.size() == parts + 1 && found.getFirst().equals(list)) {
                    return found.subList(1, found.size());
                }
            } catch (IllegalArgumentException notBase64) {
                throw invalid(cursor);
            }
        }
        throw invalid(cursor);
    }

    public static long number(String cursor, String part) {
        try {
            return Long.parseLong(part);
        } catch (NumberFormatException notOurs) {
            throw invalid(cursor);
        }
    }

    private static RuntimeException invalid(String cursor) {
        return ProblemType.invalid(
                "cursor",
                cursor,
                "the `nextCursor` of the previous page, with the same filters; omit it to start from the beginning");
    }
}
