package chad.ide.workflows;

import chad.ide.problem.FieldError;
import chad.ide.problem.ProblemException;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a request's JSON, read by hand, so that a mistake is named by its field. */
final class WorkflowBody {

    private final ObjectNode body;

    private WorkflowBody(ObjectNode body) {
        this.body = body;
    }

    /** @throws ProblemException 400 for what is no object, or has other fields */
    static WorkflowBody parse(@Nullable JsonNode body, Set<String> fields) {
        String allowed = String.join(", ", new TreeSet<>(fields));
        if (!(body instanceof ObjectNode object)) {
            throw ProblemType.BAD_REQUEST.because("Send a JSON object with the fields %s.".formatted(allowed));
        }
        List<FieldError> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                unknown.add(new FieldError(name, null, "one of " + allowed));
            }
        });
        if (!unknown.isEmpty()) {
            throw ProblemType.INVALID_VALUE.because(
                    "There is no field `%s` here.".formatted(unknown.getFirst().field()), unknown);
        }
        return new WorkflowBody(object);
    }

    Optional<String> text(String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw ProblemType.invalid(field, value.getNodeType().name(), "a text");
        }
        return Optional.of(value.asText());
    }

    Optional<JsonNode> object(String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw ProblemType.invalid(field, value.getNodeType().name(), "a JSON object");
        }
        return Optional.of(value);
    }

    String required(String field, String allowed) {
        return text(field).orElseThrow(() -> ProblemType.invalid(field, "", allowed));
    }

    int number(String field) {
        JsonNode value = body.path(field);
        if (!value.isInt() || value.asInt() < 1) {
            throw ProblemType.invalid(field, value.isValueNode() ? value.asText() : "…", "a whole number from 1");
        }
        return value.asInt();
    }
}
