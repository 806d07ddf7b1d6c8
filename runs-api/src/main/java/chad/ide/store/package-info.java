/** Finding, opening and reading the databases that hold runs. Nothing above this package knows SQLite. */
@NullMarked
package chad.ide.store;

import org.jspecify.annotations.NullMarked;
