package chad.ide.mcp;

import chad.ide.audit.AuditedCalls.Call;
import chad.ide.lifecycle.Approval;
import chad.ide.lifecycle.BudgetLimit;
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
import chad.ide.runs.RunService;
import chad.ide.runs.SeenRuns;
import chad.ide.runs.StoredRun;
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
 * Launching and controlling runs. A tool makes the request that the REST operation of its name takes: the same
 * values are
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
    private final SeenRuns seen;
    private final RunService runs;
    private final RequestBinder requests;
    private final ObjectMapper json;

    SteeringTools(
            Calls calls,
            RunLocator locator,
            LaunchService launches,
            Decisions decisions,
            Steering steering,
            Forks forks,
            SeenRuns seen,
            RunService runs,
            RequestBinder requests,
            ObjectMapper json) {
        this.calls = calls;
        this.locator = locator;
        this.launches = launches;
        this.decisions = decisions;
        this.steering = steering;
        this.forks = forks;
        this.seen = seen;
        this.runs = runs;
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
                    "get_run with this runId shows its progress.");
        }
    }

    public record Started(
            String runId, String workflow, @Nullable String store, String next) {}

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "mark_seen",
            title = "Mark how a run ended as seen",
            description =
                    "Takes a run that failed, or finished but lost something on the way, off the list of what needs"
                            + " a person. Do so only when a person has seen it, or you have dealt with it.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Mark how a run ended as seen",
                            readOnlyHint = false,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse markSeen(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store) {
        return calls.write(new Call("seen", run, store, null), () -> {
            StoredRun stored = locator.locate(run, store);
            seen.see(stored, calls.caller());
            return new Done(
                    stored.id(),
                    RunLine.of(runs.summary(stored)),
                    false,
                    "Marked as seen: it needs nobody until it is revived and ends again.",
                    "why_stalled shows what else needs somebody.");
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "launch_workflow",
            title = "Launch a workflow",
            description = "Starts a run of a workflow and returns its id after about a second; the run continues on"
                    + " its own. Then call get_run with waitSeconds. read_workflow shows the input that a workflow"
                    + " accepts; an input that it does not accept is refused with the reason. The input must not"
                    + " contain secrets.",
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
            @ToolArg(required = false, description = "The workflow's input, for example {\"prompt\": \"…\"}") @Nullable Map<String, Object> input,
            @ToolArg(required = false, description = "Settings of the workflow, such as {\"DRY_RUN\": \"1\"}") @Nullable Map<String, Object> env,
            @ToolArg(
                            required = false,
                            description = "An id of your own; with it a repeated call can't start a second run")
                    @Nullable String runId,
            @ToolArg(
                            required = false,
                            description = "Words by which to find the run, for example {\"reason\": \"nightly\"}")
                    @Nullable Map<String, Object> annotations,
            @ToolArg(
                            required = false,
                            description =
                                    "The project in which its agents work: a name of list_projects. Default: the one that the"
                                            + " workflow names, or `work`")
                    @Nullable String project,
            @ToolArg(
                            required = false,
                            description =
                                    "The most that the run's models may cost, in US dollars: at the limit it is paused")
                    @Nullable Double budgetUsd,
            @ToolArg(required = false, description = EXECUTION) @Nullable Map<String, Object> execution) {
        return calls.write(new Call("launch", runId, null, workflow), () -> {
            LaunchRequest request = new LaunchRequest(
                    workflow,
                    object(input),
                    texts(env),
                    runId,
                    object(annotations),
                    project,
                    budgetUsd == null ? null : new BudgetLimit(budgetUsd, null),
                    options(execution));
            Launched launched = launches.launch(request, calls.caller());
            return new Started(
                    launched.runId(),
                    launched.workflow(),
                    launched.store(),
                    "get_run with this runId and waitSeconds shows its progress.");
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "approve_gate",
            title = "Approve a gate",
            description = "Approves a waiting gate; the run continues at once and does what the gate held back. Read"
                    + " the gate with get_run first and send its digest, so that exactly what you saw is approved."
                    + " Approve" + " only what the person you work for has agreed to.",
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
            @ToolArg(required = false, description = "The gate's node; optional if only one gate is waiting") @Nullable String node,
            @ToolArg(required = false, description = "The loop iteration") @Nullable Integer iteration,
            @ToolArg(required = false, description = "The reason; saved with the decision") @Nullable String note,
            @ToolArg(required = false, description = "The gate's digest as get_run showed it") @Nullable String digest,
            @ToolArg(required = false, description = "For a gate of kind select: the key of one of its options")
                    @Nullable String selected,
            @ToolArg(required = false, description = "For a gate of kind rank: the keys of its options, best first")
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
            description = "Denies a waiting gate; the run continues as its workflow says for that case.",
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
            @ToolArg(required = false, description = "The gate's node; optional if only one gate is waiting") @Nullable String node,
            @ToolArg(required = false, description = "The loop iteration") @Nullable Integer iteration,
            @ToolArg(required = false, description = "The reason; saved with the decision") @Nullable String note,
            @ToolArg(required = false, description = "The gate's digest as get_run showed it") @Nullable String digest) {
        return calls.write(
                new Call("deny", run, store, null),
                () -> Done.of(decisions.deny(
                        locator.locate(run, store), new Decision(node, iteration, note, digest), calls.caller())));
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "cancel_run",
            title = "Cancel a run",
            description = "Ends a run permanently; work in flight is lost. Only a fork can continue it.",
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
            description = "Resumes a run that no process is executing: stalled, paused, or in need of a resume."
                    + " Finished nodes are not run again. Refused if its workflow has been edited since, if it has"
                    + " ended, or if its engine process is alive but silent: the three switches override that.",
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
            @ToolArg(required = false, description = "End its silent engine process first; work in flight is run again")
                    @Nullable Boolean endProcess,
            @ToolArg(required = false, description = "Continue even if the workflow has been edited since") @Nullable Boolean acceptWorkflowChange,
            @ToolArg(required = false, description = "Restart a cancelled, failed or finished run") @Nullable Boolean reviveEnded,
            @ToolArg(
                            required = false,
                            description = "The project to continue in, for a run that was not launched from here")
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
            description = "Creates a new run from a frame of another: what had finished at that frame is inherited,"
                    + " the rest is run again. Give a frame, or only a node: then it starts before that node. With"
                    + " `start` it is a replay; without, the new run waits for resume_run. preview_undo shows the"
                    + " consequences first.",
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
                                    "A frame: lastFrame of get_run, or an earlier one; by default the newest before resetNode"
                                            + " started")
                    @Nullable Integer frame,
            @ToolArg(required = false, description = "A node to run again even though it finished") @Nullable String resetNode,
            @ToolArg(required = false, description = "Values that override those of the input") @Nullable Map<String, Object> input,
            @ToolArg(required = false, description = "A name for the branch") @Nullable String label,
            @ToolArg(required = false, description = "The project to work in; the parent's by default") @Nullable String project,
            @ToolArg(required = false, description = "Start it at once") @Nullable Boolean start,
            @ToolArg(
                            required = false,
                            description =
                                    "Start it even though external side effects may happen again; only if the person you work"
                                            + " for has said so")
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
            title = "Restore files to an earlier state",
            description = "Restores the files of a node's working folder to their state after one of its attempts;"
                    + " later changes there are lost. Only files: outputs and decisions are kept. Call preview_undo"
                    + " first, and do this only if the person you work for has agreed to what it says.",
            outputSchema = @Tool.OutputSchema(from = Done.class),
            annotations =
                    @Tool.Annotations(
                            title = "Restore files to an earlier state",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse revert(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(description = "The node's id") String node,
            @ToolArg(required = false, description = "The loop iteration; 0 by default") @Nullable Integer iteration,
            @ToolArg(required = false, description = "The newest attempt that recorded its files, by default") @Nullable Integer attempt) {
        return calls.write(new Call("revert", run, store, null), () -> {
            RevertRequest request = new RevertRequest(node, iteration, attempt);
            return Done.of(steering.revert(locator.locate(run, store), request, calls.caller()));
        });
    }
}
