/** The command line of the Runs IDE: one class per command. It talks only to the REST API. */
@NullMarked
package chad.cli;

import org.jspecify.annotations.NullMarked;
