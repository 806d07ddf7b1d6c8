/** Looking after the state folder: backups, restoring them, archives of stores, and how they grow. */
@NullMarked
package chad.ide.backup;

import org.jspecify.annotations.NullMarked;
