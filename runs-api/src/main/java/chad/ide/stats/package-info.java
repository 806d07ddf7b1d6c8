/** Sums over many runs: how many, in which state, how long they took. */
@NullMarked
package chad.ide.stats;

import org.jspecify.annotations.NullMarked;
