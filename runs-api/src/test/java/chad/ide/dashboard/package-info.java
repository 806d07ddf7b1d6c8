/** The dashboard in a real browser, on the running service with the real engine. */
@NullMarked
package chad.ide.dashboard;

import org.jspecify.annotations.NullMarked;
