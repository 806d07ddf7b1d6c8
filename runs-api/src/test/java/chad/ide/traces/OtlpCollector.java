package chad.ide.traces;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A collector that parses what it is sent, and can be made to refuse it. */
public class OtlpCollector implements QuarkusTestResourceLifecycleManager {

    /** What it was sent and took, and whether it refuses. */
    public static final class Received {

        final List<Span> spans = new CopyOnWriteArrayList<>();
        final List<String> bodies = new CopyOnWriteArrayList<>();
        final List<String> services = new CopyOnWriteArrayList<>();
        final AtomicBoolean refuses = new AtomicBoolean();
        final List<String> refused = new CopyOnWriteArrayList<>();

        List<Span> ofRun(String runId) {
            return spans.stream()
                    .filter(span -> text(span, "chad.run.id").equals(runId)
                            || spans.stream()
                                    .anyMatch(other -> other.getTraceId().equals(span.getTraceId())
                                            && text(other, "chad.run.id").equals(runId)))
                    .toList();
        }

        static String text(Span span, String name) {
            return span.getAttributesList().stream()
                    .filter(one -> one.getKey().equals(name))
                    .map(one -> one.getValue().getStringValue())
                    .findFirst()
                    .orElse("");
        }

        static long number(Span span, String name) {
            return span.getAttributesList().stream()
                    .filter(one -> one.getKey().equals(name))
                    .map(one -> one.getValue().getIntValue())
                    .findFirst()
                    .orElse(-1L);
        }

        private void take(HttpExchange exchange) throws IOException {
            try (exchange;
                    InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
                byte[] sent = body.readAllBytes();
                ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(sent);
                boolean isOfRun = request.toString().contains("chad.run.id");
                if (refuses.get() && isOfRun) {
                    refused.add(request.toString());
                    exchange.sendResponseHeaders(503, -1);
                    return;
                }
                bodies.add(request.toString());
                request.getResourceSpansList().forEach(resource -> {
                    resource.getResource().getAttributesList().stream()
                            .filter(one -> one.getKey().equals("service.name"))
                            .forEach(one -> services.add(one.getValue().getStringValue()));
                    resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                });
                exchange.sendResponseHeaders(200, -1);
            }
        }
    }

    private final Received received = new Received();
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/v1/traces", received::take);
            started.start();
            server = started;
            return Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(received, new TestInjector.MatchesType(Received.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
