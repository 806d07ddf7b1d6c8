/** How much memory answers may take. */
@NullMarked
package chad.ide.answers;

import org.jspecify.annotations.NullMarked;
