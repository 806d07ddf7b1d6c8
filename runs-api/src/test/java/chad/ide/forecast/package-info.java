@NullMarked
package chad.ide.forecast;

import org.jspecify.annotations.NullMarked;
