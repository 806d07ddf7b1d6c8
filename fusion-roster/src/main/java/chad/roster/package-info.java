/** Resolves which models a fusion run asks. */
@NullMarked
package chad.roster;

import org.jspecify.annotations.NullMarked;
