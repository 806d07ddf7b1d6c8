/** The list of runs, one run in detail, and the verdict on whether somebody executes it. */
@NullMarked
package chad.ide.runs;

import org.jspecify.annotations.NullMarked;
