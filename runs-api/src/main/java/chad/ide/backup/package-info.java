/** Backups of the state folder, and restoring them. */
@NullMarked
package chad.ide.backup;

import org.jspecify.annotations.NullMarked;
