package chad.ide.mcp;

import chad.ide.audit.AuditedCalls.Call;
import chad.ide.lifecycle.Answer;
import chad.ide.lifecycle.Decisions;
import chad.ide.lifecycle.RetryRequest;
import chad.ide.lifecycle.SignalRequest;
import chad.ide.lifecycle.Steering;
import chad.ide.mcp.SteeringTools.Done;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import org.jspecify.annotations.Nullable;

/** What one does to a run that is under way: answering, signalling, pausing, doing a node again. As REST does it. */
class InterventionTools {

    private final Calls calls;
    private final RunLocator locator;
    private final Decisions decisions;
    private final Steering steering;
    private final ObjectMapper json;

    InterventionTools(Calls calls, RunLocator locator, Decisions decisions, Steering steering, ObjectMapper json) {
        this.calls = calls;
        this.locator = locator;
        this.decisions = decisions;
        this.steering = steering;
        this.json = json;
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "answer_question",
            title = "Answer a question",
            description = "Answers a question that a run asks a person; the run continues at once. get_run shows the"
                    + " question with the JSON Schema of its answer and its digest. Answer only with what the"
                    + " person you work for has told you.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Answer a question",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = true))
    ToolResponse answer(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(
                            description =
                                    "The answer as JSON text that matches the question's schema: {\"age\": 5}, true,"
                                            + " \"a text in quotes\"")
                    String value,
            @ToolArg(required = false, description = "The question's node; optional if only one gate is waiting")
                    @Nullable String node,
            @ToolArg(required = false, description = "The loop iteration") @Nullable Integer iteration,
            @ToolArg(required = false, description = "The gate's digest as get_run showed it") @Nullable String digest) {
        return calls.write(new Call("answer", run, store, null), () -> {
            Answer answer = new Answer(null, node, iteration, digest, parsed(value));
            return Done.of(decisions.answer(locator.locate(run, store), answer, calls.caller()));
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "signal_run",
            title = "Send a signal",
            description = "Sends a signal to a run; a node that is waiting for a signal with this name continues at"
                    + " once. get_run names the signal and the correlation id that a run is waiting for. A signal"
                    + " that nothing is waiting for is saved with the run.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Send a signal",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = false,
                            openWorldHint = true))
    ToolResponse signal(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(description = "The signal's name") String name,
            @ToolArg(required = false, description = "The payload for the waiting node, any JSON") @Nullable Object payload,
            @ToolArg(required = false, description = "Selects one of several waiting nodes") @Nullable String correlationId) {
        return calls.write(new Call("signal", run, store, null), () -> {
            JsonNode data = payload == null ? null : json.valueToTree(payload);
            SignalRequest request = new SignalRequest(name, data, correlationId);
            return Done.of(steering.signal(locator.locate(run, store), request, calls.caller()));
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "pause_run",
            title = "Pause a run",
            description =
                    "Parks a run once its tasks in flight have ended; nothing is lost, and resume_run continues it.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Pause a run",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse pause(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store) {
        return calls.write(
                new Call("pause", run, store, null),
                () -> Done.of(steering.pause(locator.locate(run, store), calls.caller())));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "retry_node",
            title = "Retry a node",
            description = "Runs a node again, and everything that depends on it; the run continues from there. Use it"
                    + " for a failed run once the cause of the failure is gone. The node's attempts so far count as"
                    + " cancelled.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Retry a node",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = false,
                            openWorldHint = true))
    ToolResponse retry(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(description = "The node's id") String node,
            @ToolArg(required = false, description = "The loop iteration; 0 by default") @Nullable Integer iteration,
            @ToolArg(required = false, description = "Only this node, not the ones that depend on it") @Nullable Boolean alone,
            @ToolArg(required = false, description = "Continue even if the workflow has been edited since") @Nullable Boolean acceptWorkflowChange) {
        return calls.write(new Call("retry", run, store, null), () -> {
            RetryRequest request = new RetryRequest(
                    node, iteration, SteeringTools.isSet(alone), false, SteeringTools.isSet(acceptWorkflowChange));
            return Done.of(steering.retry(locator.locate(run, store), request, calls.caller()));
        });
    }

    private JsonNode parsed(String value) {
        try {
            return json.readTree(value);
        } catch (JsonProcessingException notJson) {
            throw ProblemType.invalid("value", value, "valid JSON; a string needs quotes");
        }
    }
}
