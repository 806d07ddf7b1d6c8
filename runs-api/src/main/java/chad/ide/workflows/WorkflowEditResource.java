package chad.ide.workflows;

import chad.ide.detail.RunDetails;
import chad.ide.problem.Problem;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
import chad.ide.security.Role;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
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
        description = "It is not what the client has seen; `errors` has the `ETag` of now, `detail` who changed it.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "428",
        description = "The file exists: say with `If-Match` which text you have seen.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class WorkflowEditResource {

    private static final String NAME = "a path under the workflow folder such as `fusion.jsx`";

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

    @POST
    @Path("/workflow-file")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "saveWorkflowFile",
            summary = "Save a workflow's source, or make a new file",
            description =
                    "`{name, source}`, or `{name, template}` for a new file from a template. A file that exists is"
                            + " replaced only with the `ETag` of the text that you have seen as `If-Match`;"
                            + " `If-None-Match: *` makes sure that there is none. The text before is kept as a version. It is"
                            + " not checked here: `/api/workflow-file/check` does that, and `/api/workflow-file/impact` tells"
                            + " which runs the change would strand.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(
                                            name = "from a template",
                                            value = "{\"name\":\"letters.jsx\",\"template\":\"approval\"}")))
    @APIResponse(
            responseCode = "200",
            description = "It is saved.",
            headers =
                    @Header(name = "ETag", description = "Names the text.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    @APIResponse(
            responseCode = "201",
            description = "It is made.",
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    public RestResponse<WorkflowText> save(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
            @Nullable JsonNode json) {
        WorkflowBody body = WorkflowBody.parse(json, Set.of("name", "source", "template"));
        String name = body.required("name", NAME);
        WorkflowPath path = WorkflowPath.parsePart("name", name);
        Optional<String> template = body.text("template");
        if (template.isPresent() == body.text("source").isPresent()) {
            throw ProblemType.invalid("source", "", "a text; or `template` in its place");
        }
        String source =
                template.isPresent() ? templates.source(template.get(), path) : body.required("source", "a text");
        String wants = template.isPresent() ? "*" : ifNoneMatch;
        return answer(editor.save(name, source, new Precondition(ifMatch, wants), caller()));
    }

    @POST
    @Path("/workflow-file/rename")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "renameWorkflowFile",
            summary = "Give a workflow file another name",
            description = "`{name, to}` with `If-Match`. Runs that were launched under the old name can't be resumed.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(
                                            name = "rename",
                                            value = "{\"name\":\"letters.jsx\",\"to\":\"mail/letters.jsx\"}")))
    @APIResponse(
            responseCode = "201",
            description = "It has its new name.",
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    public RestResponse<WorkflowText> rename(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @Nullable JsonNode json) {
        WorkflowBody body = WorkflowBody.parse(json, Set.of("name", "to"));
        return answer(editor.rename(
                body.required("name", NAME), body.required("to", NAME), new Precondition(ifMatch, null), caller()));
    }

    @POST
    @Path("/workflow-file/restore")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "restoreWorkflowFile",
            summary = "Bring an earlier text back",
            description = "`{name, version}`, with `If-Match` while the file exists; without for one that was deleted.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(
                                            name = "restore",
                                            value = "{\"name\":\"letters.jsx\",\"version\":3}")))
    @APIResponse(
            responseCode = "200",
            description = "The file has that text again.",
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    public RestResponse<WorkflowText> restore(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @Nullable JsonNode json) {
        WorkflowBody body = WorkflowBody.parse(json, Set.of("name", "version"));
        return answer(editor.restore(
                body.required("name", NAME), body.number("version"), new Precondition(ifMatch, null), caller()));
    }

    @POST
    @Path("/workflow-file/check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "checkWorkflowFile",
            summary = "Let the engine load a text without saving it",
            description = "`{name, source}`. The engine loads the text as if it were that file, which takes seconds and"
                    + " executes its top-level code.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(
                                            name = "check",
                                            value = "{\"name\":\"letters.jsx\",\"source\":\"export default 1\"}")))
    @APIResponse(
            responseCode = "200",
            description = "What the engine said.",
            content = @Content(schema = @Schema(implementation = WorkflowCheck.Checked.class)))
    public WorkflowCheck.Checked check(@Nullable JsonNode json) {
        WorkflowBody body = WorkflowBody.parse(json, Set.of("name", "source"));
        WorkflowPath name = WorkflowPath.parse("name", body.required("name", NAME));
        String source = body.required("source", "a text");
        editor.requireText(source);
        return check.check(name, source);
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
                            + " Where the input of that run can't be read, `note` says so, and the graph is drawn without.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(
                                            name = "with an input",
                                            value = "{\"name\":\"fusion.jsx\",\"input\":{\"prompt\":\"Why?\"}}")))
    @APIResponse(
            responseCode = "200",
            description = "The graph of its first render.",
            content = @Content(schema = @Schema(implementation = WorkflowGraph.class)))
    @APIResponse(
            responseCode = "422",
            description = "The engine can't load it, or it does not take the input.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public WorkflowGraph graph(@Nullable JsonNode json) {
        WorkflowBody body = WorkflowBody.parse(json, Set.of("name", "source", "input", "run", "store"));
        WorkflowPath name = WorkflowPath.parse("name", body.required("name", NAME));
        Optional<JsonNode> input = body.object("input");
        Optional<String> run = body.text("run");
        if (run.isEmpty()) {
            return graph(name, body.text("source"), input.orElse(null));
        }
        if (input.isPresent()) {
            throw ProblemType.invalid("run", run.get(), "left out where `input` is given");
        }
        RunDetails.Input given =
                runs.input(locator.locate(run.get(), body.text("store").orElse(null)));
        WorkflowGraph graph = graph(name, body.text("source"), given.value());
        return given.trouble() == null
                ? graph
                : graph.noting("Drawn without an input: that of run `%s` can't be read, for %s."
                        .formatted(run.get(), given.trouble()));
    }

    private WorkflowGraph graph(WorkflowPath name, Optional<String> source, @Nullable JsonNode input) {
        if (source.isEmpty()) {
            return graphs.graph(files.resolve("name", name.value()), input);
        }
        editor.requireText(source.get());
        return graphs.draft(name, source.get(), input);
    }

    @DELETE
    @Path("/workflow-file")
    @Operation(
            operationId = "deleteWorkflowFile",
            summary = "Delete a workflow file",
            description = "With `If-Match`. Its texts are kept as versions, and the last can be restored.")
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
