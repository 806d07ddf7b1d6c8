/** Everything that REST offers to a program, as tools and resources of the Model Context Protocol, for models. */
@NullMarked
package chad.ide.mcp;

import org.jspecify.annotations.NullMarked;
