/** What a request looks like: how its JSON becomes a record, and how a mistake in it is told. */
@NullMarked
package chad.ide.request;

import org.jspecify.annotations.NullMarked;
