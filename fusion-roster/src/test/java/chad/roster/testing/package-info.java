/** Surroundings of the service, for tests. */
@NullMarked
package chad.roster.testing;

import org.jspecify.annotations.NullMarked;
