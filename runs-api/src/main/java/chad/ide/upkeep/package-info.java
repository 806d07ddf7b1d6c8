/** Care of stores: how they grow, and archiving those that are no longer needed. */
@NullMarked
package chad.ide.upkeep;

import org.jspecify.annotations.NullMarked;
