/** Driving the engine: its command line, and the processes that execute runs. The only place that starts processes. */
@NullMarked
package chad.ide.engine;

import org.jspecify.annotations.NullMarked;
