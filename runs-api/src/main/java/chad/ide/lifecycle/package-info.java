/** Launching runs. */
@NullMarked
package chad.ide.lifecycle;

import org.jspecify.annotations.NullMarked;
