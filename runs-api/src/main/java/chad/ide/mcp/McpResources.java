package chad.ide.mcp;

import chad.edge.ProblemException;
import chad.ide.detail.RunDetails;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
import chad.ide.workflows.WorkflowService;
import chad.ide.workflows.WorkflowText;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpException;
import io.quarkiverse.mcp.server.RequestUri;
import io.quarkiverse.mcp.server.ResourceTemplate;
import io.quarkiverse.mcp.server.TextResourceContents;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Runs and workflows by their address, for clients that attach them to a conversation. */
class McpResources {

    private final Calls calls;
    private final RunLocator locator;
    private final RunDetails details;
    private final WorkflowService workflows;

    McpResources(Calls calls, RunLocator locator, RunDetails details, WorkflowService workflows) {
        this.calls = calls;
        this.locator = locator;
        this.details = details;
        this.workflows = workflows;
    }

    @ResourceTemplate(
            name = "run",
            title = "A run",
            description = "What get_run says about a run.",
            uriTemplate = "run://{id}",
            mimeType = "application/json")
    TextResourceContents run(String id, RequestUri uri) {
        return contents(
                uri, "application/json", () -> calls.text(RunBrief.of(details.of(locator.locate(decoded(id), null)))));
    }

    @ResourceTemplate(
            name = "workflow",
            title = "A workflow",
            description = "The source of a workflow. A slash in its name is written %2F.",
            uriTemplate = "workflow://{name}",
            mimeType = "text/plain")
    TextResourceContents workflow(String name, RequestUri uri) {
        return contents(uri, "text/plain", () -> {
            WorkflowText text = workflows.text(decoded(name));
            return calls.masked(text.source());
        });
    }

    private TextResourceContents contents(RequestUri uri, String type, Supplier<String> text) {
        try {
            return new TextResourceContents(uri.value(), text.get(), type);
        } catch (RuntimeException failure) {
            ProblemException problem = Calls.problem(failure);
            throw new McpException(
                    calls.masked(problem.detail()),
                    problem.type().status() < 500
                            ? JsonRpcErrorCodes.RESOURCE_NOT_FOUND
                            : JsonRpcErrorCodes.INTERNAL_ERROR);
        }
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException halfAnEscape) {
            throw ProblemType.invalid("uri", name, "a URI whose escapes are complete");
        }
    }
}
