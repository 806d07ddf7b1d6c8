/** Telling browsers what changed, as it changes. */
@NullMarked
package chad.ide.live;

import org.jspecify.annotations.NullMarked;
