@NullMarked
package chad.ide.traces;

import org.jspecify.annotations.NullMarked;
