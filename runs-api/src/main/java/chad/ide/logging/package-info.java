/** What every line of the log carries beside its words. */
@NullMarked
package chad.ide.logging;

import org.jspecify.annotations.NullMarked;
