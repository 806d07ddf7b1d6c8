/** Stores for tests: recorded ones, and such that the real engine writes on the spot. */
@NullMarked
package chad.ide.testing;

import org.jspecify.annotations.NullMarked;
