/** What every answer has in common. */
@NullMarked
package chad.ide.web;

import org.jspecify.annotations.NullMarked;
