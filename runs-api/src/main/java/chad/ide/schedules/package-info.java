/** Schedules: what is launched by the clock, what became of each due time, and the alarm when nothing came of one. */
@NullMarked
package chad.ide.schedules;

import org.jspecify.annotations.NullMarked;
