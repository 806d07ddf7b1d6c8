package chad.ide.mcp;

import chad.ide.audit.AuditedCalls.Call;
import chad.ide.lifecycle.Approval;
import chad.ide.lifecycle.Decision;
import chad.ide.lifecycle.Decisions;
import chad.ide.lifecycle.ForkRequest;
import chad.ide.lifecycle.Forks;
import chad.ide.lifecycle.LaunchRequest;
import chad.ide.lifecycle.LaunchService;
import chad.ide.lifecycle.Launched;
import chad.ide.lifecycle.ReplayRequest;
import chad.ide.lifecycle.ResumeRequest;
import chad.ide.lifecycle.RevertRequest;
import chad.ide.lifecycle.RunOptions;
import chad.ide.lifecycle.Steering;
import chad.ide.lifecycle.SteeringResult;
import chad.ide.problem.ProblemType;
import chad.ide.request.RequestBinder;
import chad.ide.request.SettingText;
import chad.ide.runs.RunLocator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Starting and steering runs. A tool makes the request that the REST operation of its name takes: the same values are
 * refused, and with the same words.
 */
class SteeringTools {

    private static final String EXECUTION =
            "How the engine executes it: any of maxConcurrency, root and logDir (folders"
                    + " below the state folder), log, allowNetwork, maxOutputBytes, toolTimeoutMs";

    private final Calls calls;
    private final RunLocator locator;
    private final LaunchService launches;
    private final Decisions decisions;
    private final Steering steering;
    private final Forks forks;
    private final RequestBinder requests;
    private final ObjectMapper json;

    SteeringTools(
            Calls calls,
            RunLocator locator,
            LaunchService launches,
            Decisions decisions,
            Steering steering,
            Forks forks,
            RequestBinder requests,
            ObjectMapper json) {
        this.calls = calls;
        this.locator = locator;
        this.launches = launches;
        this.decisions = decisions;
        this.steering = steering;
        this.forks = forks;
        this.requests = requests;
        this.json = json;
    }

    /** What became of a run, and what to do next. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Done(
            String runId,
            RunLine run,
            boolean continued,
            @Nullable String note,
            String next) {

        static Done of(SteeringResult result) {
            return new Done(
                    result.runId(),
                    RunLine.of(result.run()),
                    result.continued(),
                    SafeText.text(result.note(), 600),
                    "get_run with this runId shows how it goes on.");
        }
    }

    public record Started(
            String runId, String workflow, @Nullable String store, String next) {}

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "launch_workflow",
            title = "Launch a workflow",
            description = "Starts a run of a workflow and answers with its id after about a second; the run goes on by"
                    + " itself. Then call get_run with waitSeconds. read_workflow shows which input a workflow takes; an"
                    + " input that it does not take is refused with the reason. The input must hold no secrets.",
            outputSchema = @Tool.OutputSchema(from = Started.class),
            annotations =
                    @Tool.Annotations(
                            title = "Launch a workflow",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = false,
                            openWorldHint = true))
    ToolResponse launch(
            @ToolArg(description = "The workflow's file name, for example fusion.jsx") String workflow,
            @ToolArg(required = false, description = "What the workflow gets, for example {\"prompt\": \"…\"}")
                    @Nullable Map<String, Object> input,
            @ToolArg(required = false, description = "Knobs of the workflow such as {\"DRY_RUN\": \"1\"}") @Nullable Map<String, Object> env,
            @ToolArg(
                            required = false,
                            description = "An id of your own; with it a repeated call can't start a second run")
                    @Nullable String runId,
            @ToolArg(required = false, description = "Words to find the run by, for example {\"reason\": \"nightly\"}")
                    @Nullable Map<String, Object> annotations,
            @ToolArg(
                            required = false,
                            description =
                                    "The folder in which its agents work: a name of list_projects. When it is left"
                                            + " out: the one that the workflow names, or work")
                    @Nullable String project,
            @ToolArg(required = false, description = EXECUTION) @Nullable Map<String, Object> execution) {
        return calls.write(new Call("launch", runId, null, workflow), () -> {
            LaunchRequest request = new LaunchRequest(
                    workflow, object(input), texts(env), runId, object(annotations), project, options(execution));
            Launched launched = launches.launch(request, calls.caller());
            return new Started(
                    launched.runId(),
                    launched.workflow(),
                    launched.store(),
                    "get_run with this runId and waitSeconds shows how it goes on.");
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "approve_gate",
            title = "Approve a gate",
            description =
                    "Approves a gate that waits; the run goes on at once, and does what the gate held back. Look at"
                            + " the gate with get_run first and send its digest, so that what you saw is what is approved. Approve"
                            + " only what the person you work for has agreed to.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Approve a gate",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = true))
    ToolResponse approve(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(required = false, description = "The gate's node; may be left out when one gate waits") @Nullable String node,
            @ToolArg(required = false, description = "The turn in a loop") @Nullable Integer iteration,
            @ToolArg(required = false, description = "Why; kept with the decision") @Nullable String note,
            @ToolArg(required = false, description = "digest of the gate as get_run showed it") @Nullable String digest,
            @ToolArg(required = false, description = "For a gate of kind select: the key of one of its options")
                    @Nullable String selected,
            @ToolArg(required = false, description = "For a gate of kind rank: the keys of its options, the best first")
                    @Nullable List<String> ranked) {
        return calls.write(new Call("approve", run, store, null), () -> {
            Approval approval = new Approval(new Decision(node, iteration, note, digest), selected, ranked);
            return Done.of(decisions.approve(locator.locate(run, store), approval, calls.caller()));
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "deny_gate",
            title = "Deny a gate",
            description = "Denies a gate that waits; the run goes on as its workflow says for that case.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Deny a gate",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse deny(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(required = false, description = "The gate's node; may be left out when one gate waits") @Nullable String node,
            @ToolArg(required = false, description = "The turn in a loop") @Nullable Integer iteration,
            @ToolArg(required = false, description = "Why; kept with the decision") @Nullable String note,
            @ToolArg(required = false, description = "digest of the gate as get_run showed it") @Nullable String digest) {
        return calls.write(
                new Call("deny", run, store, null),
                () -> Done.of(decisions.deny(
                        locator.locate(run, store), new Decision(node, iteration, note, digest), calls.caller())));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "cancel_run",
            title = "Cancel a run",
            description = "Ends a run for good; what it was doing is lost. There is no way back but a fork.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Cancel a run",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse cancel(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store) {
        return calls.write(
                new Call("cancel", run, store, null),
                () -> Done.of(steering.cancel(locator.locate(run, store), calls.caller())));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "resume_run",
            title = "Resume a run",
            description =
                    "Goes on with a run that nobody executes: stalled, paused, or one that needs a resume. Finished"
                            + " nodes are not run again. Refused when its workflow was edited since, when it has ended, or when its"
                            + " engine process is alive but silent: the three switches are for when that is meant.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Resume a run",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = true))
    ToolResponse resume(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(
                            required = false,
                            description = "End its silent engine process first; what was in flight is done again")
                    @Nullable Boolean endProcess,
            @ToolArg(required = false, description = "Go on although the workflow was edited since") @Nullable Boolean acceptWorkflowChange,
            @ToolArg(required = false, description = "Bring a cancelled, failed or finished run back to life") @Nullable Boolean reviveEnded,
            @ToolArg(
                            required = false,
                            description = "The project to go on in, for a run that was not launched from here")
                    @Nullable String project,
            @ToolArg(required = false, description = EXECUTION) @Nullable Map<String, Object> execution) {
        return calls.write(new Call("resume", run, store, null), () -> {
            ResumeRequest request = new ResumeRequest(
                    false,
                    isSet(endProcess),
                    isSet(acceptWorkflowChange),
                    isSet(reviveEnded),
                    null,
                    project,
                    options(execution));
            return Done.of(steering.resume(locator.locate(run, store), request, calls.caller()));
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "fork_run",
            title = "Fork a run",
            description = "Makes a new run out of a frame of another: what was finished at that frame is inherited, the"
                    + " rest is done anew. Name a frame, or a node alone: then it begins before that node. With `start` it is a"
                    + " replay; without, the new run waits for resume_run. preview_undo tells more before it is done.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Fork a run",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = false,
                            openWorldHint = true))
    ToolResponse fork(
            @ToolArg(description = "The id of the run to fork") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(
                            required = false,
                            description =
                                    "A frame: lastFrame of get_run, or an earlier one; the newest before resetNode began"
                                            + " when it is left out")
                    @Nullable Integer frame,
            @ToolArg(required = false, description = "A node to be done again although it was finished") @Nullable String resetNode,
            @ToolArg(required = false, description = "Values that replace those of the input") @Nullable Map<String, Object> input,
            @ToolArg(required = false, description = "A name for the branch") @Nullable String label,
            @ToolArg(required = false, description = "The project to work in; the parent's when left out") @Nullable String project,
            @ToolArg(required = false, description = "Start it at once") @Nullable Boolean start,
            @ToolArg(
                            required = false,
                            description = "Start it although effects on the outside may happen once more; only when the"
                                    + " person you work for has said so")
                    @Nullable Boolean force) {
        return calls.write(new Call("fork", run, store, null), () -> {
            ReplayRequest from = new ReplayRequest(frame, resetNode, null, object(input), label, project, isSet(force));
            ForkRequest request = new ForkRequest(from, isSet(start));
            return Done.of(forks.fork(locator.locate(run, store), request, calls.caller()));
        });
    }

    private RunOptions options(@Nullable Map<String, Object> execution) {
        return requests.bind(object(execution), RunOptions.class);
    }

    private @Nullable ObjectNode object(@Nullable Map<String, Object> given) {
        return given == null ? null : json.valueToTree(given);
    }

    private static @Nullable Map<String, @Nullable String> texts(@Nullable Map<String, Object> settings) {
        if (settings == null) {
            return null;
        }
        Map<String, @Nullable String> texts = new TreeMap<>();
        settings.forEach((name, value) -> texts.put(name, text(name, value)));
        return texts;
    }

    private static @Nullable String text(String name, @Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value == null ? null : value.toString();
        }
        throw ProblemType.invalid("env." + name, "…", SettingText.ALLOWED);
    }

    static boolean isSet(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "revert_files",
            title = "Bring files back to an earlier state",
            description =
                    "Brings the files of a node's working folder back to what they were after one of its attempts;"
                            + " what was changed there since goes. Only files: outputs and decisions stay. Call preview_undo first,"
                            + " and do it only when the person you work for has agreed to what it says.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Bring files back to an earlier state",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse revert(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(description = "The node's id") String node,
            @ToolArg(required = false, description = "The turn in a loop; 0 when left out") @Nullable Integer iteration,
            @ToolArg(required = false, description = "The newest that recorded its files when left out") @Nullable Integer attempt) {
        return calls.write(new Call("revert", run, store, null), () -> {
            RevertRequest request = new RevertRequest(node, iteration, attempt);
            return Done.of(steering.revert(locator.locate(run, store), request, calls.caller()));
        });
    }
}
