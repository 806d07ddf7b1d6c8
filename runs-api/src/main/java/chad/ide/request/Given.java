package chad.ide.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of what was given, for the compact constructors of requests. What was left out is within all of them. All
 * methods throw a {@link ProblemException} that names the field.
 */
public final class Given {

    /** The engine takes inputs of 1 MiB, as it counts. */
    public static final int MAX_JSON_BYTES = 1_000_000;

    private Given() {}

    /** @param what belongs there */
    public static void required(String field, @Nullable Object value, String what) {
        boolean isEmpty =
                switch (value) {
                    case null -> true;
                    case String text -> text.isBlank();
                    case JsonNode json -> json.isNull() || json.isMissingNode(); // null counts as left out
                    default -> false;
                };
        if (isEmpty) {
            throw ProblemType.invalid(field, value == null ? "" : value.toString(), what);
        }
    }

    public static void text(String field, @Nullable String text, int most) {
        if (text != null && (text.length() > most || text.indexOf('\0') >= 0)) {
            throw ProblemType.invalid(field, text, "a string of at most %d characters without NUL".formatted(most));
        }
    }

    public static void texts(String field, @Nullable List<@Nullable String> texts, int most, int mostChars) {
        if (texts == null) {
            return;
        }
        if (texts.size() > most) {
            throw ProblemType.invalid(field, "…", "a list of at most %d strings".formatted(most));
        }
        for (String text : texts) {
            if (text == null || text.length() > mostChars) {
                throw ProblemType.invalid(
                        field, "…", "a list of strings of at most %d characters".formatted(mostChars));
            }
        }
    }

    public static void between(String field, @Nullable Integer number, int least, int most) {
        if (number != null && (number < least || number > most)) {
            throw ProblemType.invalid(field, number.toString(), "a whole number from %d to %d".formatted(least, most));
        }
    }

    /** @throws ProblemException 413 when no command line takes the value */
    public static void json(String field, @Nullable JsonNode value, int mostBytes) {
        int bytes = value == null ? 0 : value.toString().getBytes(UTF_8).length;
        if (bytes > mostBytes) {
            throw ProblemType.TOO_LARGE.because(
                    ("`%s` has %d bytes of JSON, and at most %d are taken. Put large data into a file that the"
                                    + " workflow reads.")
                            .formatted(field, bytes, mostBytes),
                    List.of(new FieldError(field, null, "at most %d bytes of JSON".formatted(mostBytes))));
        }
    }
}
