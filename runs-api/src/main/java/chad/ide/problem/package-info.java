/** Errors on the wire, as RFC 9457 problems. */
@NullMarked
package chad.ide.problem;

import org.jspecify.annotations.NullMarked;
