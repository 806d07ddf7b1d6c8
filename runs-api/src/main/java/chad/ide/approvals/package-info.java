/** Gates: nodes that wait for a human decision. */
@NullMarked
package chad.ide.approvals;

import org.jspecify.annotations.NullMarked;
