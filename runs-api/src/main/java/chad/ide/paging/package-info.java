/** Pages, cursors and the limits of lists. */
@NullMarked
package chad.ide.paging;

import org.jspecify.annotations.NullMarked;
