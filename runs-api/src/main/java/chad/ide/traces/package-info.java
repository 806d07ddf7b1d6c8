/** Runs as traces for an OpenTelemetry collector, by the conventions for generative AI. */
@NullMarked
package chad.ide.traces;

import org.jspecify.annotations.NullMarked;
