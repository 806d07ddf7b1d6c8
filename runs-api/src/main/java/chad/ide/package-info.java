/** The Runs IDE's service: it reads the engine's stores and drives the engine. */
@NullMarked
package chad.ide;

import org.jspecify.annotations.NullMarked;
