package chad.ide.workflows;

import chad.edge.Problem;
import chad.ide.detail.RunDetails;
import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import chad.ide.runs.RunLocator;
import chad.ide.security.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Changing workflow files over HTTP. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "workflows")
@RolesAllowed(Role.OPERATOR)
@APIResponse(
        responseCode = "412",
        description = "It has changed since the client read it; `errors` has the current `ETag`, `detail` says who"
                + " changed it.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "428",
        description = "The file exists: send the `ETag` of the text that you have seen as `If-Match`.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class WorkflowEditResource {

    private final WorkflowEditor editor;
    private final WorkflowTemplates templates;
    private final WorkflowCheck check;
    private final WorkflowGraphs graphs;
    private final WorkflowFiles files;
    private final RunDetails runs;
    private final RunLocator locator;
    private final SecurityIdentity identity;

    WorkflowEditResource(
            WorkflowEditor editor,
            WorkflowTemplates templates,
            WorkflowCheck check,
            WorkflowGraphs graphs,
            WorkflowFiles files,
            RunDetails runs,
            RunLocator locator,
            SecurityIdentity identity) {
        this.editor = editor;
        this.templates = templates;
        this.check = check;
        this.graphs = graphs;
        this.files = files;
        this.runs = runs;
        this.locator = locator;
        this.identity = identity;
    }

    /** What to save; a new file may come from a template. */
    @Schema(name = "SaveRequest", examples = "{\"name\":\"letters.jsx\",\"template\":\"approval\"}")
    public record SaveRequest(
            @Schema(description = "Its path under the workflow folder.", examples = "letters.jsx")
            String name,

            @Schema(description = "The whole text; or give a template.") @Nullable String source,

            @Schema(description = "A template's name, from GET /api/workflow-templates.", examples = "approval")
            @Nullable String template) {

        public SaveRequest {
            requireName("name", name);
            if ((template == null) == (source == null)) {
                throw ProblemType.invalid("source", "", "a string; or `template` instead");
            }
        }
    }

    private static void requireName(String field, @Nullable String name) {
        Given.required(field, name, "a path under the workflow folder such as `fusion.jsx`");
    }

    @POST
    @Path("/workflow-file")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "saveWorkflowFile",
            summary = "Save a workflow's source, or create a file",
            description = "`{name, source}`, or `{name, template}` for a new file from a template. An existing file is"
                    + " replaced only with the `ETag` of the text that you have seen as `If-Match`; `If-None-Match:"
                    + " *` ensures that there is none. The previous text is kept as a version. The text is not"
                    + " checked here: `/api/workflow-file/check` does that, and `/api/workflow-file/impact` lists"
                    + " the runs that the change would strand.")
    @APIResponse(
            responseCode = "200",
            description = "It is saved.",
            headers =
                    @Header(name = "ETag", description = "Names the text.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    @APIResponse(
            responseCode = "201",
            description = "It has been created.",
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    public RestResponse<WorkflowText> save(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
            SaveRequest request) {
        String template = request.template();
        WorkflowPath path = WorkflowPath.parsePart("name", request.name());
        String source = template == null ? String.valueOf(request.source()) : templates.source(template, path);
        String wants = template == null ? ifNoneMatch : "*";
        return answer(editor.save(request.name(), source, new Precondition(ifMatch, wants), caller()));
    }

    /** Which file gets which name. */
    @Schema(name = "RenameRequest", examples = "{\"name\":\"letters.jsx\",\"to\":\"mail/letters.jsx\"}")
    public record RenameRequest(
            @Schema(description = "Its path under the workflow folder.", examples = "letters.jsx")
            String name,

            @Schema(description = "Its new path.", examples = "mail/letters.jsx")
            String to) {

        public RenameRequest {
            requireName("name", name);
            requireName("to", to);
        }
    }

    @POST
    @Path("/workflow-file/rename")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "renameWorkflowFile",
            summary = "Rename a workflow file",
            description = "`{name, to}` with `If-Match`. Runs that were launched under the old name can't be resumed.")
    @APIResponse(
            responseCode = "201",
            description = "It has been renamed.",
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    public RestResponse<WorkflowText> rename(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, RenameRequest request) {
        return answer(editor.rename(request.name(), request.to(), new Precondition(ifMatch, null), caller()));
    }

    /** Which text comes back. */
    @Schema(name = "RestoreRequest", examples = "{\"name\":\"letters.jsx\",\"version\":3}")
    public record RestoreRequest(
            @Schema(description = "Its path under the workflow folder.", examples = "letters.jsx")
            String name,

            @Schema(description = "A version of GET /api/workflow-file/versions.", minimum = "1", examples = "3")
            Integer version) {

        public RestoreRequest {
            requireName("name", name);
            Given.required("version", version, "a whole number from 1");
            Given.between("version", version, 1, Integer.MAX_VALUE);
        }
    }

    @POST
    @Path("/workflow-file/restore")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "restoreWorkflowFile",
            summary = "Restore an earlier version",
            description = "`{name, version}`, with `If-Match` if the file exists; without it for a deleted file.")
    @APIResponse(
            responseCode = "200",
            description = "The file has that text again.",
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    public RestResponse<WorkflowText> restore(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, RestoreRequest request) {
        return answer(editor.restore(request.name(), request.version(), new Precondition(ifMatch, null), caller()));
    }

    /** What to load. */
    @Schema(name = "CheckRequest", examples = "{\"name\":\"letters.jsx\",\"source\":\"export default 1\"}")
    public record CheckRequest(
            @Schema(description = "The path that it would have.", examples = "letters.jsx")
            String name,

            @Schema(description = "The whole text.") String source) {

        public CheckRequest {
            requireName("name", name);
            if (source == null) {
                throw ProblemType.invalid("source", "", "a text");
            }
        }
    }

    @POST
    @Path("/workflow-file/check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "checkWorkflowFile",
            summary = "Have the engine load a text without saving it",
            description = "`{name, source}`. The engine loads the text as if it were that file, which takes seconds and"
                    + " executes its top-level code.")
    @APIResponse(
            responseCode = "200",
            description = "What the engine said.",
            content = @Content(schema = @Schema(implementation = WorkflowCheck.Checked.class)))
    public WorkflowCheck.Checked check(CheckRequest request) {
        WorkflowPath name = WorkflowPath.parse("name", request.name());
        editor.requireText(request.source());
        return check.check(name, request.source());
    }

    /** What to draw. */
    @Schema(name = "GraphRequest", examples = "{\"name\":\"fusion.jsx\",\"input\":{\"prompt\":\"Why?\"}}")
    public record GraphRequest(
            @Schema(description = "Its path under the workflow folder.", examples = "fusion.jsx")
            String name,

            @Schema(description = "A text that is not saved; the file's text by default.") @Nullable String source,

            @Schema(description = "The input it would be launched with.", implementation = Object.class) @Nullable ObjectNode input,

            @Schema(description = "A run whose input to use.") @Nullable String run,

            @Schema(description = "The store of that run, if several hold a run with that id.") @Nullable String store) {

        public GraphRequest {
            requireName("name", name);
            if (run != null && input != null) {
                throw ProblemType.invalid("run", run, "omitted if `input` is given");
            }
        }
    }

    @POST
    @Path("/workflow-graph")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "drawWorkflowGraph",
            summary = "What a workflow would execute with an input, or before it is saved",
            description =
                    "`{name}` with `input`, or with `run` (and `store`) for the input of that run, and with `source`"
                            + " for a text that is not saved. The engine loads the text, which executes its top-level code."
                            + " If the input of that run can't be read, `note` says so, and the graph is drawn without it.")
    @APIResponse(
            responseCode = "200",
            description = "The graph of its first render.",
            content = @Content(schema = @Schema(implementation = WorkflowGraph.class)))
    @APIResponse(
            responseCode = "422",
            description = "The engine can't load it, or it does not accept the input.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public WorkflowGraph graph(GraphRequest request) {
        WorkflowPath name = WorkflowPath.parse("name", request.name());
        String run = request.run();
        if (run == null) {
            return graph(name, request.source(), request.input());
        }
        RunDetails.Input given = runs.input(locator.locate(run, request.store()));
        WorkflowGraph graph = graph(name, request.source(), given.value());
        return given.trouble() == null
                ? graph
                : graph.noting("Drawn without an input: the input of run `%s` can't be read: %s."
                        .formatted(run, given.trouble()));
    }

    private WorkflowGraph graph(WorkflowPath name, @Nullable String source, @Nullable JsonNode input) {
        if (source == null) {
            return graphs.graph(files.resolve("name", name.value()), input);
        }
        editor.requireText(source);
        return graphs.draft(name, source, input);
    }

    @DELETE
    @Path("/workflow-file")
    @Operation(
            operationId = "deleteWorkflowFile",
            summary = "Delete a workflow file",
            description = "With `If-Match`. Its versions are kept, and the last one can be restored.")
    @APIResponse(responseCode = "204", description = "It is gone; `/api/workflow-file/deleted` lists it.")
    public void delete(
            @Parameter(description = "Its path under the workflow folder", required = true, example = "fusion.jsx")
                    @QueryParam("name")
                    @Nullable String name,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        if (name == null) {
            throw ProblemType.invalid("name", "", WorkflowPath.ALLOWED);
        }
        editor.delete(name, new Precondition(ifMatch, null), caller());
    }

    private String caller() {
        return identity.getPrincipal().getName();
    }

    private static RestResponse<WorkflowText> answer(WorkflowEditor.Saved saved) {
        RestResponse.Status status = saved.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK;
        RestResponse.ResponseBuilder<WorkflowText> answer = RestResponse.ResponseBuilder.create(status, saved.text());
        if (saved.created()) {
            answer.header(
                    HttpHeaders.LOCATION,
                    "/api/workflow-file?name=" + saved.text().name());
        }
        return answer.header(HttpHeaders.ETAG, '"' + saved.text().etag() + '"').build();
    }
}
