/** The catalog of models and the roster of a fusion. */
@NullMarked
package chad.ide.models;

import org.jspecify.annotations.NullMarked;
