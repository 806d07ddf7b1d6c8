package chad.ide.mcp;

import chad.edge.FieldError;
import chad.edge.Problem;
import chad.edge.ProblemException;
import chad.ide.audit.AuditedCalls;
import chad.ide.audit.AuditedCalls.Call;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.problem.ProblemType;
import chad.ide.runs.Usual;
import chad.ide.secrets.Secrets;
import chad.ide.security.Role;
import chad.ide.security.WriteLimit;
import chad.ide.store.StoreUnavailableException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import io.quarkiverse.mcp.server.Content;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.logging.Log;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every call of a tool has in common. Problems become errors of the tool, which a model reads and can act on; a
 * call that changes something needs the operator role, counts against the limit of writes, and leaves a line in the
 * audit log, done or refused.
 */
@Singleton
@RegisterForReflection(
        targets = {
            RunLine.class,
            RunBrief.class,
            RunBrief.StallStory.class,
            RunBrief.GateLine.class,
            RunBrief.NodeLine.class,
            RunBrief.Result.class,
            TextPart.class,
            RunTools.RunList.class,
            RunTools.NodeOutput.class,
            RunTools.EventLine.class,
            RunTools.Events.class,
            RunTools.Attention.class,
            RunTools.StuckReason.class,
            FileTools.ProjectLine.class,
            FileTools.ProjectList.class,
            FileTools.NodePatch.class,
            FileTools.UndoStory.class,
            ReportTools.Night.class,
            SpendTools.SpendLine.class,
            SpendTools.SpendStory.class,
            BudgetTools.BudgetLine.class,
            BudgetTools.Budgets.class,
            BudgetTools.OfRun.class,
            ForecastTools.ForecastStory.class,
            Usual.class,
            ScheduleTools.ScheduleLine.class,
            ScheduleTools.FiringLine.class,
            ScheduleTools.ScheduleList.class,
            ScheduleTools.FiringList.class,
            ScheduleTools.PlannedLine.class,
            ScheduleTools.Planned.class,
            ScheduleTools.ScheduleStory.class,
            ScheduleTools.Asked.class,
            ScheduleTools.Deleted.class,
            SteeringTools.Done.class,
            SteeringTools.Started.class,
            WorkflowTools.WorkflowLine.class,
            WorkflowTools.WorkflowList.class,
            WorkflowTools.Source.class,
            WorkflowTools.Saved.class,
            // The extension registers what it sends, but not what that is made of.
            Content.Annotations.class,
            io.quarkiverse.mcp.server.Role.class
        },
        classNames = "io.quarkiverse.mcp.server.runtime.McpObjectMapperCustomizer$ResponseMixin")
class Calls {

    private final SecurityIdentity identity;
    private final WriteLimit limit;
    private final AuditedCalls audit;
    private final Secrets secrets;
    private final ObjectMapper json;

    Calls(SecurityIdentity identity, WriteLimit limit, AuditedCalls audit, Secrets secrets, ObjectMapper json) {
        this.identity = identity;
        this.limit = limit;
        this.audit = audit;
        this.secrets = secrets;
        // An answer goes through a tree: what a run holds keeps the zeros of its numbers there.
        this.json = json.copy().configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
    }

    /** Who asks, as the engine and the log are told. */
    String caller() {
        return identity.getPrincipal().getName();
    }

    ToolResponse read(Supplier<?> answer) {
        try {
            return answered(json.valueToTree(answer.get()));
        } catch (RuntimeException failure) {
            return refused(problem(failure));
        }
    }

    /** @param call what it is about; the run of the answer is noted when it names none */
    ToolResponse write(Call call, Supplier<?> action) {
        ProblemException problem;
        try {
            requireOperator();
            limit.count(identity.getPrincipal().getName());
            JsonNode answer = json.valueToTree(action.get());
            String runId = call.runId() == null ? answer.path("runId").textValue() : call.runId();
            audit.add(identity, McpRequests.PATH, new Call(call.action(), runId, call.store(), call.workflow()), null);
            return answered(answer);
        } catch (RuntimeException failure) {
            problem = problem(failure);
        }
        audit.add(identity, McpRequests.PATH, call, problem);
        return refused(problem);
    }

    private void requireOperator() {
        if (!identity.hasRole(Role.OPERATOR)) {
            throw ProblemType.FORBIDDEN.because(
                    ("This makes a change, which needs the operator role, and `%s` is a viewer. Ask the operator"
                                    + " to do it, or for an operator's key.")
                            .formatted(identity.getPrincipal().getName()));
        }
    }

    /** What went wrong, as a problem; our own bugs are logged and told by their id only. */
    static ProblemException problem(RuntimeException failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        }
        if (failure instanceof StoreUnavailableException) {
            return ProblemType.STORE_UNAVAILABLE.because(
                    "The run's store can't be read at this moment. Try again; GET /api/stores says why.");
        }
        if (failure instanceof LedgerUnavailableException unavailable) {
            return ProblemType.LEDGER_UNAVAILABLE.because(unavailable.reason());
        }
        String id = UUID.randomUUID().toString();
        Log.errorf(failure, "A tool failed with an internal error. problem=%s", id);
        return ProblemType.INTERNAL.because(
                "Something went wrong in the service. Its log has the details under " + id + ".");
    }

    private ToolResponse answered(JsonNode answer) {
        String text = text(answer);
        return new ToolResponse(false, List.of(new TextContent(text)), parsed(text), null);
    }

    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private ToolResponse refused(ProblemException exception) {
        Problem problem = exception.toProblem(null);
        StringBuilder words = new StringBuilder(problem.title()).append(". ").append(problem.detail());
        for (FieldError error : problem.errors()) {
            words.append("\n- ").append(error.field()).append(": ").append(error.allowed());
        }
        return ToolResponse.error(secrets.mask(String.valueOf(SafeText.text(words.toString(), 4_000))));
    }

    String masked(String text) {
        return secrets.mask(text);
    }

    /** As JSON, without the values of secrets. */
    String text(@Nullable Object value) {
        try {
            return masked(json.writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
