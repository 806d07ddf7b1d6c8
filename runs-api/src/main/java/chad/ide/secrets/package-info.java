@NullMarked
package chad.ide.secrets;

import org.jspecify.annotations.NullMarked;
