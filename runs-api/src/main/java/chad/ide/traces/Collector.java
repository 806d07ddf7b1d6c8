package chad.ide.traces;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whom runs are told: OTLP over HTTP, as protobuf. */
final class Collector implements AutoCloseable {

    /** The exporter gives up by itself; this is for one that does not. */
    private static final long GRACE_MS = 2_000;

    private final OtlpHttpSpanExporter exporter;
    private final long patienceMs;

    Collector(TracesConfig config) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString().replaceFirst("/*$", "") + "/v1/traces")
                .setCompression("gzip")
                .setConnectTimeout(config.timeout())
                .setTimeout(config.timeout())
                .setRetryPolicy(null); // what is not taken is told again later
        for (String header : config.headers().orElse("").split(",", -1)) {
            int equals = header.indexOf('=');
            if (equals > 0) {
                builder.addHeader(
                        header.substring(0, equals).strip(),
                        header.substring(equals + 1).strip());
            }
        }
        exporter = builder.build();
        patienceMs = config.timeout().toMillis() + GRACE_MS;
    }

    /** Whether it has taken them. */
    boolean takes(List<SpanData> spans) {
        CompletableResultCode told = exporter.export(spans).join(patienceMs, TimeUnit.MILLISECONDS);
        return told.isDone() && told.isSuccess();
    }

    @Override
    public void close() {
        exporter.close();
    }
}
