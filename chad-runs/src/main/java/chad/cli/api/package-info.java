/** The wire: where the service is, who we are, its answers, its stream, and what to do about its refusals. */
@NullMarked
package chad.cli.api;

import org.jspecify.annotations.NullMarked;
