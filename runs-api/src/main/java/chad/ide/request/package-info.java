/** What a request looks like: how its JSON becomes a record, pages, cursors, numbers and the limits of lists. */
@NullMarked
package chad.ide.request;

import org.jspecify.annotations.NullMarked;
