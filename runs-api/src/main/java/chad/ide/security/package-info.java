/** Who is asking. A capability sees roles and the principal, nothing more. */
@NullMarked
package chad.ide.security;

import org.jspecify.annotations.NullMarked;
