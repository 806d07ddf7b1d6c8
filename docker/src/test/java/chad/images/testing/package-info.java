/** The container engine, and a deployment to try things on. */
@NullMarked
package chad.images.testing;

import org.jspecify.annotations.NullMarked;
