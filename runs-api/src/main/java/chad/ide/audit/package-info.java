/** Who did what, when, with which result. */
@NullMarked
package chad.ide.audit;

import org.jspecify.annotations.NullMarked;
