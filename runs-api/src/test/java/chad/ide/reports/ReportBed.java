package chad.ide.reports;

import chad.ide.experiments.Leaderboard;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.reports.NightFacts.Models;
import chad.ide.secrets.Secrets;
import chad.ide.testing.FakeWebUi;
import chad.ide.testing.MovedClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that makes and posts reports but the runs; another one on the same folder is the service after a restart. */
final class ReportBed {

    final List<ReportPeriod> read = new ArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ReportFiles files;
    final Outbox outbox;
    final ReportService service;
    final ReportTimer timer;

    ReportBed(Path folder, MovedClock clock, @Nullable FakeWebUi webui) {
        this(folder, clock, webui, FakeWebUi.KEY, LocalTime.of(7, 0));
    }

    ReportBed(Path folder, MovedClock clock, @Nullable FakeWebUi webui, String key, LocalTime at) {
        ReportsConfig config = new Config(folder, at, webui == null ? null : webui.url(), key);
        files = new ReportFiles(config, new Secrets());
        Ledger ledger = new Ledger(folder.resolveSibling("runs-ide.sqlite"), clock, new Warnings());
        outbox = new Outbox(
                new OutboxQueries(ledger),
                new TakeOver(ledger, clock),
                config,
                new OpenWebUiClient(config),
                files,
                clock,
                meters);
        outbox.start(new StartupEvent());
        service = new ReportService(
                night -> {
                    read.add(night);
                    return quiet();
                },
                files,
                outbox,
                config,
                clock.withZone(ZoneId.of("Europe/Berlin")),
                meters);
        timer = new ReportTimer(service, outbox, config, clock);
    }

    static NightFacts quiet() {
        return new NightFacts(
                List.of(),
                0,
                List.of(),
                0,
                Map.of(),
                false,
                List.of(),
                List.of(),
                0,
                List.of(),
                0,
                List.of(),
                Map.of(),
                Map.of(),
                new Models(null, "There is no models.json."),
                new Leaderboard(0, null, false, List.of(), List.of(), List.of(), null, null),
                List.of());
    }

    private record Config(
            Path folder, LocalTime at, @Nullable URI address, String key)
            implements ReportsConfig, ReportsConfig.WebUi {

        @Override
        public URI publicUrl() {
            return URI.create("https://runs.example.com/");
        }

        @Override
        public String tick() {
            return "off";
        }

        @Override
        public Duration retryAfterFailure() {
            return Duration.ofMinutes(10);
        }

        @Override
        public WebUi webui() {
            return this;
        }

        @Override
        public Optional<URI> url() {
            return Optional.ofNullable(address);
        }

        @Override
        public Optional<String> apiKey() {
            return Optional.of(key);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration backoff() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration maxBackoff() {
            return Duration.ofHours(1);
        }
    }
}
