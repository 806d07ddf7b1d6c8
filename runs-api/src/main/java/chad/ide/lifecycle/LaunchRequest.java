package chad.ide.lifecycle;

import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it launches a run. Read from the JSON by hand, so that a mistake is named by its field,
 * and a field that does not exist is a mistake.
 *
 * @param input the whole of it; an empty object when left out
 * @param runId null to have one made
 */
@Schema(name = "LaunchRequest")
record LaunchRequest(
        @Schema(
                description = "The workflow's path under the workflow folder.",
                examples = "fusion.jsx",
                required = true)
        String workflow,

        @Schema(
                description = "What the workflow gets, as its schema wants it; at most 1 MB, and 65,536 characters in "
                        + "one text. It is kept in the store, where whoever reads the run reads it: no secrets.",
                examples = "{\"prompt\":\"Why is the sky blue?\"}",
                implementation = Object.class)
        ObjectNode input,

        @Schema(
                description =
                        "Settings for this run: `CHAD_…` knobs of the workflow, and `DRY_RUN`. What could redirect "
                                + "the run or leak a secret is refused.",
                examples = "{\"DRY_RUN\":\"1\"}")
        Map<String, @Nullable String> env,

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
    private static final Set<String> FIELDS =
            RunOptions.fieldsAnd("workflow", "input", "env", "runId", "annotations", "project");

    /** @throws chad.ide.problem.ProblemException 400 or 413 that names the field */
    static LaunchRequest parse(@Nullable JsonNode json) {
        Body body = Body.required(json, "{\"workflow\":\"fusion.jsx\",\"input\":{\"prompt\":\"…\"}}", FIELDS);
        ObjectNode input = body.object("input", Body.MAX_JSON_BYTES);
        ObjectNode annotations = body.object("annotations", MAX_ANNOTATION_BYTES);
        annotations.properties().forEach(LaunchRequest::requireScalar);
        String runId = body.text("runId");
        return new LaunchRequest(
                workflow(body.text("workflow")),
                input,
                body.settings("env"),
                runId == null ? null : RunIds.parse("runId", runId),
                annotations.isEmpty() ? null : annotations,
                body.text("project", 64),
                RunOptions.parse(body));
    }

    private static String workflow(@Nullable String workflow) {
        if (workflow == null) {
            throw ProblemType.invalid("workflow", "", "the name of a workflow; GET /api/workflows lists them");
        }
        return workflow;
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
