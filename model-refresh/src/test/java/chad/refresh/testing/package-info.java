/** The provider of the models, for tests. */
@NullMarked
package chad.refresh.testing;

import org.jspecify.annotations.NullMarked;
