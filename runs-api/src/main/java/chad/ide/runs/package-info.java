/** The list of runs, and the verdict on whether somebody executes a run. */
@NullMarked
package chad.ide.runs;

import org.jspecify.annotations.NullMarked;
