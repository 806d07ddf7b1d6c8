package chad.ide.observability;

import chad.ide.engine.EngineCalled;
import chad.ide.logging.LogSubject;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * A span for each call of the engine, below that of the request that made it. It is made when the call is over, with the
 * times of the call, on the thread that called. While tracing is off this costs nothing.
 */
@ApplicationScoped
class EngineSpans {

    private final Tracer tracer;

    EngineSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    void called(@Observes EngineCalled call) {
        SpanBuilder builder = tracer.spanBuilder("engine " + call.verb())
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(call.startedAt())
                .setAttribute("chad.engine.verb", call.verb())
                .setAttribute("chad.engine.result", call.outcome().word());
        attribute(builder, "chad.store", call.store());
        attribute(builder, "chad.run.id", LogSubject.currentRun());
        Span span = builder.startSpan();
        if (call.outcome().isFailure()) {
            span.setStatus(StatusCode.ERROR, call.outcome().word());
        }
        span.end(call.startedAt().plus(call.took()));
    }

    private static void attribute(SpanBuilder span, String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
    }
}
