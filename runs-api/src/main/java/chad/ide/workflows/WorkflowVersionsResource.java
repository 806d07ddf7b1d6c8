package chad.ide.workflows;

import chad.ide.problem.ProblemType;
import chad.ide.request.Numbers;
import chad.ide.request.Page;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What is known around a workflow file: its earlier texts, templates, and what a change would touch. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "workflows")
@RolesAllowed(Role.VIEWER)
public class WorkflowVersionsResource {

    private static final int MAX_DELETED = 1_000;

    private final WorkflowFiles files;
    private final WorkflowVersions versions;
    private final WorkflowEditor editor;
    private final WorkflowTemplates templates;
    private final WorkflowImpact impact;

    WorkflowVersionsResource(
            WorkflowFiles files,
            WorkflowVersions versions,
            WorkflowEditor editor,
            WorkflowTemplates templates,
            WorkflowImpact impact) {
        this.files = files;
        this.versions = versions;
        this.editor = editor;
        this.templates = templates;
        this.impact = impact;
    }

    /** One version of a file. */
    @Schema(name = "WorkflowVersionText")
    record VersionText(String name, int version, String source, String etag) {}

    /** @param lastVersion what {@code restore} takes to bring it back */
    @Schema(name = "DeletedWorkflow")
    record Deleted(String name, WorkflowVersion lastVersion) {}

    @GET
    @Path("/workflow-file/versions")
    @Operation(operationId = "listWorkflowVersions", summary = "The versions of a file, newest first")
    @APIResponse(
            responseCode = "200",
            description = "All versions that are kept; none if it has never been changed here")
    public Page<WorkflowVersion> versions(
            @Parameter(required = true, example = "fusion.jsx") @QueryParam("name") @Nullable String name) {
        return Page.of(versions.list(path(name)));
    }

    @GET
    @Path("/workflow-file/version")
    @Operation(operationId = "getWorkflowVersion", summary = "One version of a file")
    @APIResponse(responseCode = "200", description = "The text")
    public VersionText version(
            @Parameter(required = true, example = "fusion.jsx") @QueryParam("name") @Nullable String name,
            @Parameter(required = true, example = "3") @QueryParam("version") @Nullable String version) {
        WorkflowPath path = path(name);
        int number = number("version", version);
        String source = versions.text(path, number);
        return new VersionText(path.value(), number, source, SourceFingerprint.hash(source));
    }

    @GET
    @Path("/workflow-file/diff")
    @Operation(operationId = "diffWorkflowVersions", summary = "The differences between two versions of a file")
    @APIResponse(responseCode = "200", description = "The difference as `diff -u` shows it")
    public TextDiff diff(
            @Parameter(required = true, example = "fusion.jsx") @QueryParam("name") @Nullable String name,
            @Parameter(required = true, example = "3") @QueryParam("from") @Nullable String from,
            @Parameter(description = "The current file by default", example = "4") @QueryParam("to") @Nullable String to) {
        WorkflowPath path = path(name);
        int earlier = number("from", from);
        String before = versions.text(path, earlier);
        String after = to == null
                ? files.read(files.resolvePart("name", path.value()))
                : versions.text(path, number("to", to));
        return TextDiff.of(path.value(), Integer.toString(earlier), before, to == null ? "current" : to, after);
    }

    @GET
    @Path("/workflow-file/deleted")
    @Operation(
            operationId = "listDeletedWorkflows",
            summary = "Files that were deleted or renamed, and can be restored",
            description = "By name; the first thousand.")
    @APIResponse(responseCode = "200", description = "Names, with the last version of each")
    public Page<Deleted> deleted() {
        return Page.of(editor.gone().stream()
                .sorted(Comparator.comparing(WorkflowPath::value))
                .limit(MAX_DELETED)
                .map(name -> new Deleted(name.value(), versions.list(name).getFirst()))
                .toList());
    }

    @GET
    @Path("/workflow-file/impact")
    @Operation(
            operationId = "getWorkflowImpact",
            summary = "The runs that a change of the file would strand",
            description =
                    "Runs that have not ended and were launched from the file, or from one that imports it. The engine"
                            + " resumes them only when told to accept the change.")
    @APIResponse(responseCode = "200", description = "Files and runs that a change affects")
    public WorkflowImpact.Impact impact(
            @Parameter(required = true, example = "fusion.jsx") @QueryParam("name") @Nullable String name) {
        return impact.of(path(name));
    }

    @GET
    @Path("/workflow-templates")
    @Operation(operationId = "listWorkflowTemplates", summary = "Templates for new workflows")
    @APIResponse(responseCode = "200", description = "All templates; POST /api/workflow-file accepts their names")
    public Page<WorkflowTemplates.Template> templates() {
        return Page.of(templates.all());
    }

    private static WorkflowPath path(@Nullable String name) {
        return WorkflowPath.parsePart("name", name == null ? "" : name);
    }

    private static int number(String field, @Nullable String value) {
        if (value == null) {
            throw ProblemType.invalid(field, "", "the number of a version");
        }
        return Numbers.parse(field, value, 1, 999_999_999);
    }
}
