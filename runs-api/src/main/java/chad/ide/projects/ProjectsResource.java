package chad.ide.projects;

import chad.edge.Problem;
import chad.ide.problem.ProblemType;
import chad.ide.request.Page;
import chad.ide.security.Role;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The folders in which agents work, and the worktrees in them. */
@Path("/api/projects")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "projects", description = "Where agents work")
public class ProjectsResource {

    private final ProjectItems list;
    private final Projects projects;
    private final Worktrees worktrees;

    ProjectsResource(ProjectItems list, Projects projects, Worktrees worktrees) {
        this.list = list;
        this.projects = projects;
        this.worktrees = worktrees;
    }

    @GET
    @RolesAllowed(Role.VIEWER)
    @Operation(
            operationId = "listProjects",
            summary = "The folders in which agents work",
            description = "`work`, in the state folder, and those that `CHAD_PROJECTS` names.")
    @APIResponse(responseCode = "200", description = "All projects, `work` first")
    public Page<ProjectItem> list() {
        return Page.of(list.all());
    }

    @GET
    @Path("{name}/worktrees")
    @RolesAllowed(Role.VIEWER)
    @Operation(
            operationId = "listWorktrees",
            summary = "The worktrees that runs have created in a project",
            description = "With the run that last worked there, and what a prune would keep. The first 100.")
    @APIResponse(responseCode = "200", description = "By path")
    public Page<Worktree> worktrees(
            @Parameter(description = "The project's name", example = "work") @PathParam("name") String name) {
        return Page.of(worktrees.of(known(name)));
    }

    /** What to take away. */
    @Schema(name = "PruneRequest", examples = "{\"dryRun\":true}")
    public record PruneRequest(
            @Schema(description = "Only the worktrees of this run.") @Nullable String runId,

            @Schema(description = "Only show what would be removed.")
            boolean dryRun,

            @Schema(
                    description =
                            "Also remove worktrees with changes that no branch has committed, and those whose run is in"
                                    + " no store. Never those of a run that has not ended.")
            boolean force) {}

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
            description = "Their folders and registrations are removed; branches, their commits and the diffs of the"
                    + " runs are kept. The answer says why a worktree is kept.")
    @APIResponse(
            responseCode = "200",
            description = "What was removed, or would be",
            content = @Content(schema = @Schema(implementation = PrunedWorktrees.class)))
    @APIResponse(
            responseCode = "409",
            description = "The project can't be used, or has no repository",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public PrunedWorktrees prune(
            @Parameter(description = "The project's name", example = "work") @PathParam("name") String name,
            PruneRequest request) {
        List<Worktrees.Pruned> done = worktrees.prune(
                projects.require(known(name).name()), request.runId(), request.dryRun(), request.force());
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

    private Project known(String name) {
        return projects.all().stream()
                .filter(project -> project.name().equals(name) && project.problem() == null)
                .findFirst()
                .orElseThrow(() -> ProblemType.NOT_FOUND.because(
                        "There is no usable project with that name. GET /api/projects lists them."));
    }
}
