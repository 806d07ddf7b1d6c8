package chad.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller's doing, or the state of the thing asked for: answered as a {@link Problem}, never logged as our bug. */
public final class ProblemException extends RuntimeException {

    private final transient ProblemKind type;
    private final String detail;
    private final transient List<FieldError> errors;

    ProblemException(ProblemKind type, String detail, List<FieldError> errors, @Nullable Throwable cause) {
        super(detail, cause);
        this.type = type;
        this.detail = detail;
        this.errors = List.copyOf(errors);
    }

    public ProblemKind type() {
        return type;
    }

    public String detail() {
        return detail;
    }

    public Problem toProblem(@Nullable String instance) {
        return new Problem(type.uri(), type.title(), type.status(), detail, instance, errors);
    }
}
