/** Finding, opening and reading the databases that hold runs. Nothing above this package opens a database or knows the
 * driver; capabilities bring their own statements. */
@NullMarked
package chad.ide.store;

import org.jspecify.annotations.NullMarked;
