/** The kinds of problems that this service answers with; their format is that of all services. */
@NullMarked
package chad.ide.problem;

import org.jspecify.annotations.NullMarked;
