package chad.ide.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.problem.FieldError;
import chad.ide.problem.ProblemException;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it launches a run. Read from the JSON by hand, so that a mistake is named by its field,
 * and a field that does not exist is a mistake.
 *
 * @param input the whole of it; an empty object when left out
 * @param runId null to have one made
 * @param maxConcurrency how many tasks run at a time; null for the engine's own limit of 4
 */
@Schema(name = "LaunchRequest")
record LaunchRequest(
        @Schema(
                description = "The workflow's path under the workflow folder.",
                examples = "fusion.jsx",
                required = true)
        String workflow,

        @Schema(
                description = "What the workflow gets, as its schema wants it; at most 128 KiB. It is passed on the "
                        + "engine's command line, where other users of the same machine can see it: no secrets.",
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

        @Schema(description = "How many tasks run at a time.", minimum = "1", maximum = "64", examples = "4") @Nullable Integer maxConcurrency) {

    /**
     * Linux takes 128 KiB for one argument, and the CLI takes the input in no other way than as one. The name of the
     * option and the end mark need some of it.
     */
    static final int MAX_INPUT_BYTES = 131_000;

    private static final int MAX_ANNOTATION_BYTES = 16_000;
    private static final int MAX_CONCURRENCY = 64;
    private static final Set<String> FIELDS =
            Set.of("workflow", "input", "env", "runId", "annotations", "maxConcurrency");

    /** @throws ProblemException 400 or 413 that names the field */
    static LaunchRequest parse(@Nullable JsonNode body) {
        if (!(body instanceof ObjectNode request)) {
            throw ProblemType.BAD_REQUEST.because(
                    "Send a JSON object such as {\"workflow\":\"fusion.jsx\",\"input\":{\"prompt\":\"…\"}}.");
        }
        refuseUnknown(request);
        ObjectNode input = object(request, "input");
        tooLarge("input", input, MAX_INPUT_BYTES);
        ObjectNode annotations = object(request, "annotations");
        tooLarge("annotations", annotations, MAX_ANNOTATION_BYTES);
        annotations.properties().forEach(LaunchRequest::requireScalar);
        String runId = text(request, "runId");
        return new LaunchRequest(
                required(text(request, "workflow")),
                input,
                settings(object(request, "env")),
                runId == null ? null : RunIds.parse("runId", runId),
                annotations.isEmpty() ? null : annotations,
                concurrency(request.path("maxConcurrency")));
    }

    private static void refuseUnknown(ObjectNode request) {
        List<FieldError> unknown = new ArrayList<>();
        request.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                unknown.add(new FieldError(
                        name,
                        null,
                        "one of " + String.join(", ", FIELDS.stream().sorted().toList())));
            }
        });
        if (!unknown.isEmpty()) {
            throw ProblemType.INVALID_VALUE.because(
                    "The launch has no field `%s`.".formatted(unknown.getFirst().field()), unknown);
        }
    }

    private static @Nullable String text(ObjectNode request, String field) {
        JsonNode value = request.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw ProblemType.invalid(field, value.toString(), "a text");
        }
        return value.asText();
    }

    private static String required(@Nullable String workflow) {
        if (workflow == null) {
            throw ProblemType.invalid("workflow", "", "the name of a workflow; GET /api/workflows lists them");
        }
        return workflow;
    }

    private static ObjectNode object(ObjectNode request, String field) {
        JsonNode value = request.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw ProblemType.invalid(field, value.toString(), "a JSON object");
    }

    private static void tooLarge(String field, ObjectNode value, int most) {
        int bytes = value.toString().getBytes(UTF_8).length;
        if (bytes > most) {
            throw ProblemType.TOO_LARGE.because(
                    "`%s` has %d bytes of JSON, and the engine's command line takes %d. Put large data into a file that the workflow reads."
                            .formatted(field, bytes, most),
                    List.of(new FieldError(field, null, "at most %d bytes of JSON".formatted(most))));
        }
    }

    private static void requireScalar(Map.Entry<String, JsonNode> annotation) {
        if (!annotation.getValue().isValueNode() || annotation.getValue().isNull()) {
            throw ProblemType.invalid(
                    "annotations." + annotation.getKey(),
                    annotation.getValue().toString(),
                    "a text, number or boolean");
        }
    }

    private static Map<String, @Nullable String> settings(ObjectNode env) {
        Map<String, @Nullable String> settings = new TreeMap<>();
        env.properties().forEach(setting -> {
            JsonNode value = setting.getValue();
            if (!value.isValueNode()) {
                throw ProblemType.invalid("env." + setting.getKey(), "…", "a text, number or boolean");
            }
            settings.put(setting.getKey(), value.isNull() ? null : value.asText());
        });
        return settings;
    }

    private static @Nullable Integer concurrency(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt() || value.asInt() < 1 || value.asInt() > MAX_CONCURRENCY) {
            throw ProblemType.invalid(
                    "maxConcurrency", value.toString(), "a whole number from 1 to " + MAX_CONCURRENCY);
        }
        return value.asInt();
    }
}
