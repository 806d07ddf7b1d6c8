package chad.ide.backup;

import chad.ide.problem.FieldError;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a request that may come without one, and has one field at most. */
public final class Fields {

    private Fields() {}

    /** @return the body; an empty object when there is none */
    public static JsonNode of(@Nullable JsonNode body, String example, String only) {
        if (body == null || body.isNull() || body.isMissingNode()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!body.isObject()) {
            throw ProblemType.BAD_REQUEST.because("Send a JSON object such as %s, or nothing.".formatted(example));
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!name.equals(only)) {
                throw ProblemType.INVALID_VALUE.because(
                        "The request has no field `%s`.".formatted(name),
                        List.of(new FieldError(name, null, "only `%s`".formatted(only))));
            }
        });
        return body;
    }
}
