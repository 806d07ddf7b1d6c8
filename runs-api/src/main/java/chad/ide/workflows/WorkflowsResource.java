package chad.ide.workflows;

import chad.edge.Problem;
import chad.ide.problem.ProblemType;
import chad.ide.request.Page;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
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

/** Workflow files over HTTP. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "workflows", description = "Workflow files, and what they would execute")
@RolesAllowed(Role.VIEWER)
public class WorkflowsResource {

    private final WorkflowService service;
    private final WorkflowFiles files;
    private final WorkflowGraphs graphs;

    WorkflowsResource(WorkflowService service, WorkflowFiles files, WorkflowGraphs graphs) {
        this.service = service;
        this.files = files;
        this.graphs = graphs;
    }

    @GET
    @Path("/workflows")
    @Operation(
            operationId = "listWorkflows",
            summary = "The workflows that can be launched",
            description =
                    "Every file under the workflow folder that exports a workflow, by name, with how many runs have "
                            + "which status and the newest run. Modules, tests and pages of the engine's console are"
                            + " omitted; `/api/workflow-files` lists them.")
    @APIResponse(responseCode = "200", description = "All workflows.")
    public Page<WorkflowItem> list() {
        return Page.of(service.list());
    }

    @GET
    @Path("/workflow-files")
    @Operation(
            operationId = "listWorkflowFiles",
            summary = "The files that can be read and edited",
            description =
                    "Workflows, what they import (`.js`, `.ts`, `.mdx`, …), tests and pages of the engine's console, by"
                            + " name. `kind` and `note` say what a file is, and so why it is not among the workflows.")
    @APIResponse(responseCode = "200", description = "All files.")
    public Page<WorkflowPart> files() {
        return Page.of(service.parts());
    }

    @GET
    @Path("/workflow-file")
    @Operation(
            operationId = "getWorkflowFile",
            summary = "The source of a workflow, or of a part of one",
            description =
                    "The `ETag` identifies this text: send it as `If-None-Match` to find out whether it has changed.")
    @APIResponse(
            responseCode = "200",
            description = "The source.",
            headers =
                    @Header(
                            name = "ETag",
                            description = "Names this text.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = WorkflowText.class)))
    @APIResponse(responseCode = "304", description = "It is what `If-None-Match` names.")
    @APIResponse(
            responseCode = "413",
            description = "The file is too large to show.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public RestResponse<WorkflowText> file(
            @Parameter(description = "Its path under the workflow folder.", required = true, example = "fusion.jsx")
                    @QueryParam("name")
                    @Nullable String name,
            @Parameter(
                            description = "The `ETag` of the text that you have.",
                            example = "\"9f86d081884c7d659a2feaa0c55ad015\"")
                    @HeaderParam(HttpHeaders.IF_NONE_MATCH)
                    @Nullable String ifNoneMatch) {
        WorkflowText text = service.text(required(name));
        if (matches(ifNoneMatch, text.etag())) {
            return RestResponse.ResponseBuilder.<WorkflowText>create(RestResponse.Status.NOT_MODIFIED)
                    .header(HttpHeaders.ETAG, quoted(text.etag()))
                    .build();
        }
        return RestResponse.ResponseBuilder.ok(text)
                .header(HttpHeaders.ETAG, quoted(text.etag()))
                .build();
    }

    @GET
    @Path("/workflow-form")
    @Operation(
            operationId = "getWorkflowForm",
            summary = "The input and settings of a workflow",
            description = "The JSON Schema of its input, with descriptions and defaults, as the engine itself writes"
                    + " it; the settings that it accepts, which are the only ones that can be given; and missing"
                    + " requirements. The workflow is loaded for this, which takes half a second the first time;"
                    + " the answer is cached until a file that it loads changes.")
    @APIResponse(
            responseCode = "200",
            description = "The input and settings. If the workflow can't be loaded, `note` says so.",
            content = @Content(schema = @Schema(implementation = WorkflowForm.class)))
    public WorkflowForm form(
            @Parameter(description = "Its path under the workflow folder.", required = true, example = "fusion.jsx")
                    @QueryParam("name")
                    @Nullable String name) {
        return service.form(required(name));
    }

    @GET
    @Path("/workflow-graph")
    @Operation(
            operationId = "getWorkflowGraph",
            summary = "What a workflow would execute",
            description = "The tree and the DAG of the workflow's first render, with the settings of each task. The"
                    + " engine loads the file for this, which takes seconds the first time; the answer is cached"
                    + " until a file under the workflow folder changes.")
    @APIResponse(
            responseCode = "200",
            description = "The graph.",
            content = @Content(schema = @Schema(implementation = WorkflowGraph.class)))
    @APIResponse(
            responseCode = "422",
            description = "The engine can't load it, and says why.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "504",
            description = "The engine did not answer in time.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public WorkflowGraph graph(
            @Parameter(description = "Its path under the workflow folder.", required = true, example = "fusion.jsx")
                    @QueryParam("name")
                    @Nullable String name) {
        return graphs.graph(files.resolve("name", required(name)));
    }

    private static String required(@Nullable String name) {
        if (name == null) {
            throw ProblemType.invalid("name", "", WorkflowPath.ALLOWED);
        }
        return name;
    }

    /** By RFC 9110: a list of tags, weak ones included, or {@code *}. */
    private static boolean matches(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(tag ->
                                tag.equals("*") || tag.replaceFirst("^W/", "").equals(quoted(etag)));
    }

    private static String quoted(String etag) {
        return '"' + etag + '"';
    }
}
