/** What a run is likely to take, from the runs before it, and which runs are far from what is usual. */
@NullMarked
package chad.ide.forecast;

import org.jspecify.annotations.NullMarked;
