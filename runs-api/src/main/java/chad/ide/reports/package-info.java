/** The report of each night, and its note in Open WebUI. */
@NullMarked
package chad.ide.reports;

import org.jspecify.annotations.NullMarked;
