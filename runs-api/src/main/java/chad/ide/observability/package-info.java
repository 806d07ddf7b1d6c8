/** Health, metrics, and what the service says of its stores. */
@NullMarked
package chad.ide.observability;

import org.jspecify.annotations.NullMarked;
