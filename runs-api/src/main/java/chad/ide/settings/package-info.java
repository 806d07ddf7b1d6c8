/** What settings may say, beyond their types. */
@NullMarked
package chad.ide.settings;

import org.jspecify.annotations.NullMarked;
