package chad.ide.traces;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Which runs a collector is told of, and what. {@code OTEL_SDK_DISABLED=false} turns traces on at all. */
@ConfigMapping(prefix = "runs.traces")
interface TracesConfig {

    /** Whether nothing is traced. {@code OTEL_SDK_DISABLED}. */
    boolean disabled();

    /** Whether runs are told where traces are on; else requests and calls of the engine alone are. */
    @WithDefault("true")
    boolean runs();

    /** Whether what models were asked and answered, and what errors say, is told as well; without keys. */
    @WithDefault("false")
    boolean texts();

    /** Of OTLP over HTTP. {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    URI endpoint();

    /** For a collector that wants a key: {@code name=value}, separated by commas. {@code OTEL_EXPORTER_OTLP_HEADERS}. */
    Optional<String> headers();

    /** Which share of the runs is told, from 0 to 1. {@code OTEL_TRACES_SAMPLER_ARG}. */
    double share();

    /** How long the collector may take. */
    @WithDefault("10s")
    Duration timeout();

    /** A run that ended earlier is not told any more: a collector that was away for a week gets no more than that. */
    @WithDefault("7d")
    Duration within();

    /** Of one run; what is beyond is counted. A collector takes some megabytes at once. */
    @WithDefault("2000")
    @WithConverter(WholeNumber.From10.class)
    int maxSpans();

    /** How often the stores that were written are read for ends of runs. */
    @WithDefault("2s")
    String lookEvery();
}
