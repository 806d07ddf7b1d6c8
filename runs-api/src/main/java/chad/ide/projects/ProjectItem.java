package chad.ide.projects;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A project in the list.
 *
 * @param folder as the configuration names it
 * @param repository whose commits diffs compare and revert goes back to; null when there is none
 * @param usable whether runs can be launched in it
 * @param note what is wrong, or why it has no repository; null when all is well
 */
@Schema(name = "Project")
public record ProjectItem(
        @Schema(examples = "work") String name,
        @Schema(examples = "/srv/shop") String folder,

        @Schema(
                examples = "git",
                enumeration = {"git", "jj"})
        @Nullable String repository,

        boolean usable,
        @Nullable String note) {}
