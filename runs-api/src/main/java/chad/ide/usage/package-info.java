/** What runs used, kept for longer than their stores are. */
@NullMarked
package chad.ide.usage;

import org.jspecify.annotations.NullMarked;
