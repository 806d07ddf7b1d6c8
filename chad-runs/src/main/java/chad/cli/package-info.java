/** The command line of the Runs IDE; it talks only to the REST API. */
@NullMarked
package chad.cli;

import org.jspecify.annotations.NullMarked;
