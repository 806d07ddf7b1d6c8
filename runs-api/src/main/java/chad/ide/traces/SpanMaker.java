package chad.ide.traces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes what is exported of spans that are over. Ids are made of what a span is of, not by chance: told again because the
 * service was killed in between, it is the same span once more, which a collector takes for one. For one thread.
 */
final class SpanMaker implements AutoCloseable {

    private static final int MAX_VALUE_CHARS = 16_384;

    /** Ids by what is made just now. */
    private static final class IdsOfSubject implements IdGenerator {

        private String trace = "";
        private String span = "";

        @Override
        public String generateTraceId() {
            return trace;
        }

        @Override
        public String generateSpanId() {
            return span;
        }
    }

    /** Keeps what has ended. */
    private static final class Kept implements SpanProcessor {

        private final List<SpanData> spans = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    private final IdsOfSubject ids = new IdsOfSubject();
    private final Kept kept = new Kept();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /** @param share of all runs, from 0 to 1; of a run either all spans are told or none */
    SpanMaker(Resource resource, double share) {
        provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setIdGenerator(ids)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MAX_VALUE_CHARS)
                        .build())
                .addSpanProcessor(kept)
                .build();
        tracer = provider.get("chad.ide.traces");
    }

    /**
     * All spans of a run; none when it is not among those that are told.
     *
     * @param subject tells this end of this run from all others
     */
    List<SpanData> spans(String subject, SpanNode root) {
        kept.spans.clear();
        ids.trace = digest(subject).substring(0, 32);
        make(subject, root, Context.root());
        return List.copyOf(kept.spans);
    }

    private void make(String subject, SpanNode node, Context parent) {
        ids.span = digest(subject + "\0" + node.path()).substring(0, 16);
        Span span = tracer.spanBuilder(node.name())
                .setParent(parent)
                .setSpanKind(node.kind())
                .setStartTimestamp(node.startMs(), MILLISECONDS)
                .setAllAttributes(node.attributes())
                .startSpan();
        if (node.error() != null) {
            span.setAttribute("error.type", node.error());
            span.setStatus(StatusCode.ERROR, node.errorText() == null ? "" : node.errorText());
        }
        node.children().forEach(child -> make(subject, child, parent.with(span)));
        span.end(node.endMs(), MILLISECONDS);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    @Override
    public void close() {
        provider.close();
    }
}
