/** What a request looks like: pages, cursors, numbers and the limits of lists. */
@NullMarked
package chad.ide.request;

import org.jspecify.annotations.NullMarked;
