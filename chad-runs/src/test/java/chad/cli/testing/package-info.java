/** What the tests of the CLI are made with. */
@NullMarked
package chad.cli.testing;

import org.jspecify.annotations.NullMarked;
