/** The audit log: who did what, when, and with which result. */
@NullMarked
package chad.ide.audit;

import org.jspecify.annotations.NullMarked;
