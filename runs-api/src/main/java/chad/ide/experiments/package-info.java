/** The experiments' leaderboard. */
@NullMarked
package chad.ide.experiments;

import org.jspecify.annotations.NullMarked;
