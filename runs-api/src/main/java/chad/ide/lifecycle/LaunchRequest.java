package chad.ide.lifecycle;

import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import chad.ide.request.SettingText;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it launches a run.
 *
 * @param runId null to have one made
 */
@Schema(name = "LaunchRequest", examples = "{\"workflow\":\"fusion.jsx\",\"input\":{\"prompt\":\"…\"}}")
public record LaunchRequest(
        @Schema(description = "The workflow's path under the workflow folder.", examples = "fusion.jsx")
        String workflow,

        @Schema(
                description = "What the workflow gets, as its schema wants it; at most 1 MB, and 65,536 characters in "
                        + "one text. It is kept in the store, where whoever reads the run reads it: no secrets.",
                examples = "{\"prompt\":\"Why is the sky blue?\"}",
                implementation = Object.class)
        @Nullable ObjectNode input,

        @Schema(
                description =
                        "Settings for this run: `CHAD_…` knobs of the workflow, and `DRY_RUN`. What could redirect "
                                + "the run or leak a secret is refused.",
                examples = "{\"DRY_RUN\":\"1\"}")
        @JsonDeserialize(contentUsing = SettingText.class)
        @Nullable Map<String, @Nullable String> env,

        @Schema(
                description = "The id of the run; one is made when it is left out.",
                pattern = RunIds.ALLOWED,
                examples = "night-7")
        @Nullable String runId,

        @Schema(
                description = "Words to find the run by: names and texts, numbers or booleans, kept with the run.",
                examples = "{\"reason\":\"nightly\"}",
                implementation = Object.class)
        @Nullable ObjectNode annotations,

        @Schema(
                description =
                        "The project to work in: the current folder of the engine, the root of its tools, the home of "
                                + "worktrees. When it is left out: the one that the workflow's opening comment names "
                                + "(`runs-ide-project: NAME`), the one whose folder holds the workflow, or `work`. "
                                + "GET /api/projects lists them.",
                examples = "work")
        @Nullable String project,

        @JsonUnwrapped RunOptions options) {

    private static final int MAX_ANNOTATION_BYTES = 16_000;

    public LaunchRequest {
        Given.required("workflow", workflow, "the name of a workflow; GET /api/workflows lists them");
        Given.json("input", input, Given.MAX_JSON_BYTES);
        env = env == null ? null : new TreeMap<>(env);
        if (runId != null) {
            RunIds.parse("runId", runId);
        }
        annotations = annotations == null || annotations.isEmpty() ? null : annotations;
        if (annotations != null) {
            Given.json("annotations", annotations, MAX_ANNOTATION_BYTES);
            annotations.properties().forEach(LaunchRequest::requireScalar);
        }
        Given.text("project", project, 64);
        options = options == null ? RunOptions.NONE : options;
    }

    /** The whole of it. */
    @Override
    public ObjectNode input() {
        return input == null ? JsonNodeFactory.instance.objectNode() : input;
    }

    /** As the client sent them; they are not admitted yet. */
    @Override
    public Map<String, @Nullable String> env() {
        return env == null ? Map.of() : Collections.unmodifiableMap(env);
    }

    private static void requireScalar(Map.Entry<String, JsonNode> annotation) {
        if (!annotation.getValue().isValueNode() || annotation.getValue().isNull()) {
            throw ProblemType.invalid(
                    "annotations." + annotation.getKey(),
                    annotation.getValue().toString(),
                    "a text, number or boolean");
        }
    }
}
