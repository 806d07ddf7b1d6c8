/** The service's clock, and times of day. */
@NullMarked
package chad.ide.clock;

import org.jspecify.annotations.NullMarked;
