/** Acting on runs: launch, steer, decide, fork, undo; and the supervisor, which resumes those that are due. */
@NullMarked
package chad.ide.lifecycle;

import org.jspecify.annotations.NullMarked;
