/** The workflow files: what there is, their sources, and what they would execute. */
@NullMarked
package chad.ide.workflows;

import org.jspecify.annotations.NullMarked;
