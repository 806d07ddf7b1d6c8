/**
 * What every service answers alike: request ids, problems in one format, which build it is, its clock and times of day. What
 * one service alone knows does not move in here, and neither does what reads or writes a file, of the volume or any other.
 */
@NullMarked
package chad.edge;

import org.jspecify.annotations.NullMarked;
