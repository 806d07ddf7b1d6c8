/** Where agents work: projects, and the worktrees in them. */
@NullMarked
package chad.ide.projects;

import org.jspecify.annotations.NullMarked;
