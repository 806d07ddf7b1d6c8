package chad.ide.lifecycle;

import chad.ide.request.Given;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** As {@link Decision}, with what was chosen. */
@Schema(name = "Approval", examples = "{\"node\":\"which\",\"selected\":\"plan-b\"}")
public record Approval(
        @JsonUnwrapped Decision decision,

        @Schema(description = "For a gate of kind `select`: the key of one of its `options`.", examples = "plan-b")
        @Nullable String selected,

        @Schema(description = "For a gate of kind `rank`: the keys of its `options`, best first.") @Nullable List<String> ranked) {

    private static final int MAX_RANKED = 1_000;
    private static final int MAX_KEY_CHARS = 1_000;

    public Approval {
        Given.text("selected", selected, MAX_KEY_CHARS);
        Given.texts("ranked", ranked, MAX_RANKED, MAX_KEY_CHARS);
    }

    Choice choice() {
        return new Choice(selected, ranked);
    }
}
