/** The daily refresh of the model catalog. */
@NullMarked
package chad.refresh;

import org.jspecify.annotations.NullMarked;
