package chad.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error answer: {@code application/problem+json} by RFC 9457.
 *
 * @param detail what happened, to what, and what to do
 * @param instance the path of the request; never its query, which may hold what should not be logged
 * @param errors the refused values, when the request was at fault
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        @JsonInclude @Schema(examples = "urn:runs-ide:problem:run-not-found")
        String type,

        @JsonInclude @Schema(examples = "No such run") String title,

        @Schema(examples = "404") int status,

        @JsonInclude @Schema(examples = "There is no run `nightly-7` in any store. GET /api/runs lists all runs.")
        String detail,

        @Schema(examples = "/api/runs/nightly-7") @Nullable String instance,

        List<FieldError> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** What the type of every problem begins with, whichever service has it. */
    public static final String URN = "urn:runs-ide:problem:";

    public Problem {
        errors = List.copyOf(errors);
    }
}
