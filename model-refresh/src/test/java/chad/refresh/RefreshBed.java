package chad.refresh;

import chad.refresh.testing.FakeProvider;
import chad.volume.Catalog;
import chad.volume.CatalogFile;
import chad.volume.FileRead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The real parts of the service, put together without the container, on a folder, a clock and a provider of the test's. */
final class RefreshBed {

    final RefreshConfig config;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final RefreshJob job;
    final RefreshTimer timer;
    final CatalogHealth health;
    final History history;
    final ModelTables tables;
    private final CatalogFile file;

    RefreshBed(Path state, Clock clock, FakeProvider provider, String... settings) {
        this(state, clock, provider.baseUrl(), settings);
    }

    RefreshBed(Path state, Clock clock, String baseUrl, String... settings) {
        config = config(state, baseUrl, settings);
        file = new CatalogFile(config.catalogPath());
        tables = new ModelTables(config);
        history = new History(config, clock);
        var provider = new ProviderClient(config, clock);
        var liveness = new LivenessCheck(config, provider, clock);
        job = new RefreshJob(config, clock, provider, liveness, tables, history, new RefreshMetrics(meters, clock));
        timer = new RefreshTimer(config, job, clock);
        health = new CatalogHealth(config, job, tables, clock, "1.2.3");
    }

    /** The catalog of the file, which must be a good one. */
    Catalog catalog() {
        if (file.read() instanceof FileRead.Good<Catalog>(Catalog catalog)) {
            return catalog;
        }
        throw new AssertionError("models.json is " + file.read());
    }

    double failures(FailureKind kind) {
        return meters.counter("chad.refresh.failures", "reason", kind.word()).count();
    }

    private static RefreshConfig config(Path state, String baseUrl, String... settings) {
        var properties = new HashMap<>(Map.of(
                "refresh.state-dir", state.toString(),
                "refresh.provider.base-url", baseUrl,
                "refresh.provider.first-backoff", "1ms",
                "refresh.provider.longest-backoff", "20ms",
                "refresh.provider.tries", "3"));
        for (String setting : settings) {
            String[] pair = setting.split("=", 2);
            properties.put("refresh." + pair[0], pair[1]);
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RefreshConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 1000))
                .build()
                .getConfigMapping(RefreshConfig.class);
    }
}
