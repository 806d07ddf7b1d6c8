/** What runs used and what that cost, kept for longer than their stores are. */
@NullMarked
package chad.ide.spend;

import org.jspecify.annotations.NullMarked;
