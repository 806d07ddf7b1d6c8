/** Tells the operator, wherever that is, that a run waits for a decision or that nobody executes it any more. */
@NullMarked
package chad.ide.notices;

import org.jspecify.annotations.NullMarked;
