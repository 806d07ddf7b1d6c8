/** The state folder: what lies where, and that nobody else can look into it. */
@NullMarked
package chad.ide.files;

import org.jspecify.annotations.NullMarked;
