package chad.ide.projects;

import chad.ide.problem.Problem;
import chad.ide.problem.ProblemType;
import chad.ide.request.Page;
import chad.ide.security.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The folders in which agents work, and the worktrees in them. */
@Path("/api/projects")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "projects", description = "Where agents work")
public class ProjectsResource {

    private final Projects projects;
    private final Worktrees worktrees;

    ProjectsResource(Projects projects, Worktrees worktrees) {
        this.projects = projects;
        this.worktrees = worktrees;
    }

    /**
     * A project in the list.
     *
     * @param folder as the configuration names it
     * @param repository whose commits diffs compare and revert goes back to; null when there is none
     * @param usable whether runs can be launched in it
     * @param note what is wrong, or why it has no repository; null when all is well
     */
    @Schema(name = "Project")
    public record Item(
            @Schema(examples = "work") String name,
            @Schema(examples = "/srv/shop") String folder,

            @Schema(
                    examples = "git",
                    enumeration = {"git", "jj"})
            @Nullable String repository,

            boolean usable,
            @Nullable String note) {}

    @GET
    @RolesAllowed(Role.VIEWER)
    @Operation(
            operationId = "listProjects",
            summary = "The folders in which agents work",
            description = "`work`, a folder of the state, and those that `CHAD_PROJECTS` names.")
    @APIResponse(responseCode = "200", description = "All projects, `work` first")
    public Page<Item> list() {
        return Page.of(projects.all().stream().map(this::item).toList());
    }

    private Item item(Project project) {
        boolean usable = project.problem() == null;
        String repository = usable
                ? projects.repository(project).map(found -> found.kind().word()).orElse(null)
                : null;
        String note = project.problem();
        if (usable && repository == null) {
            note = "no repository: runs there have no diffs, no revert and no worktrees"
                    + (project.isWork()
                            ? projects.noRepository()
                                    .map(why -> " (" + why + ")")
                                    .orElse("")
                            : "; `git init` in the folder makes one");
        }
        return new Item(project.name(), project.folder().toString(), repository, usable, note);
    }

    @GET
    @Path("{name}/worktrees")
    @RolesAllowed(Role.VIEWER)
    @Operation(
            operationId = "listWorktrees",
            summary = "The worktrees that runs have made in a project",
            description = "With the run that worked there last, and what a prune would leave. The first 100.")
    @APIResponse(responseCode = "200", description = "By path")
    public Page<Worktree> worktrees(
            @Parameter(description = "The project's name", example = "work") @PathParam("name") String name) {
        return Page.of(worktrees.of(known(name)));
    }

    /** What to take away. */
    @Schema(name = "PruneRequest")
    public record PruneRequest(
            @Schema(description = "Only the worktrees of this run.") @Nullable String runId,

            @Schema(description = "Tell only what would be removed.") @Nullable Boolean dryRun,

            @Schema(
                    description =
                            "Also those with changes that are in no commit of a branch, and those whose run is in no "
                                    + "store. Never those of a run that has not ended.")
            @Nullable Boolean force) {}

    /**
     * What became of the worktrees.
     *
     * @param removed with a dry run, what would be
     * @param kept with the reason in each
     */
    @Schema(name = "PrunedWorktrees")
    public record PrunedWorktrees(List<Worktree> removed, List<Worktree> kept) {}

    @POST
    @Path("{name}/worktrees/prune")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "pruneWorktrees",
            summary = "Remove the worktrees of runs that have ended",
            description =
                    "Their folders and registrations go; branches and the commits on them stay, and so do the diffs of "
                            + "the runs. What is kept says why.")
    @RequestBody(content = @Content(schema = @Schema(implementation = PruneRequest.class)))
    @APIResponse(
            responseCode = "409",
            description = "The project can't be used, or has no repository",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public PrunedWorktrees prune(
            @Parameter(description = "The project's name", example = "work") @PathParam("name") String name,
            @Nullable JsonNode body) {
        JsonNode asked = body == null || body.isNull() ? JsonNodeFactory.instance.objectNode() : body;
        PruneRequest request = request(asked);
        List<Worktrees.Pruned> done = worktrees.prune(
                projects.require(known(name).name()),
                request.runId(),
                Boolean.TRUE.equals(request.dryRun()),
                Boolean.TRUE.equals(request.force()));
        return new PrunedWorktrees(
                done.stream()
                        .filter(Worktrees.Pruned::removed)
                        .map(Worktrees.Pruned::worktree)
                        .toList(),
                done.stream()
                        .filter(one -> !one.removed())
                        .map(Worktrees.Pruned::worktree)
                        .toList());
    }

    private static PruneRequest request(JsonNode body) {
        if (!body.isObject()) {
            throw ProblemType.BAD_REQUEST.because("Send a JSON object such as {\"dryRun\":true}.");
        }
        body.fieldNames().forEachRemaining(field -> {
            if (!List.of("runId", "dryRun", "force").contains(field)) {
                throw ProblemType.invalid(field, "", "one of runId, dryRun, force");
            }
        });
        JsonNode runId = body.path("runId");
        if (!runId.isMissingNode() && !runId.isNull() && !runId.isTextual()) {
            throw ProblemType.invalid("runId", runId.toString(), "the id of a run");
        }
        return new PruneRequest(runId.isTextual() ? runId.asText() : null, flag(body, "dryRun"), flag(body, "force"));
    }

    private static boolean flag(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw ProblemType.invalid(field, value.toString(), "true or false");
        }
        return value.asBoolean();
    }

    private Project known(String name) {
        return projects.all().stream()
                .filter(project -> project.name().equals(name) && project.problem() == null)
                .findFirst()
                .orElseThrow(() -> ProblemType.NOT_FOUND.because(
                        "There is no project of that name that can be used. GET /api/projects lists them."));
    }
}
