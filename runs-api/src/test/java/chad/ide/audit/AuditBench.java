package chad.ide.audit;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The parts of the audit log on a folder of the test's choice. */
final class AuditBench implements AutoCloseable {

    static final AuditQuery ALL = new AuditQuery(null, null, null, null, null, null);

    final Warnings warnings = new Warnings();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Ledger ledger;
    final AuditQueries lines;
    final AuditTakeOver takeOver;
    final AuditLog log;

    private record Settings(Path folder) implements AuditConfig {
        @Override
        public int lines() {
            return 100_000;
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(1);
        }

        @Override
        public int anonymousPerMinute() {
            return 2;
        }
    }

    AuditBench(Path folder) {
        this(folder, folder.resolve("audit"));
    }

    /** @param earlier where files of an earlier edition lie */
    AuditBench(Path folder, Path earlier) {
        this.ledger = new Ledger(folder.resolve("runs-ide.sqlite"), Clock.systemUTC(), warnings);
        this.lines = new AuditQueries(ledger);
        Settings settings = new Settings(earlier);
        this.takeOver = new AuditTakeOver(settings, new TakeOver(ledger, Clock.systemUTC()), new ObjectMapper());
        this.log = new AuditLog(lines, takeOver, settings, Clock.systemUTC(), new AuditMeters(meters), warnings);
    }

    AuditLog started() {
        log.start(new StartupEvent());
        return log;
    }

    List<String> actions() {
        return lines.newest(ALL, Long.MAX_VALUE, 100).stream()
                .map(AuditEntry::action)
                .toList();
    }

    static AuditEntry entry(String action) {
        return entry(action, System.currentTimeMillis());
    }

    static AuditEntry entry(String action, long atMs) {
        return new AuditEntry(
                0,
                atMs,
                "ann",
                "operator",
                action,
                "POST",
                "/x",
                "run-of-" + action,
                null,
                null,
                AuditEntry.Result.ALLOWED,
                200,
                null,
                "OK");
    }

    /** A file that an earlier edition wrote. */
    static Path earlier(Path folder, String name) throws IOException {
        Path file = Files.createDirectories(folder).resolve(name);
        try (InputStream recorded = AuditBench.class.getResourceAsStream("/earlier/" + name)) {
            Files.copy(Objects.requireNonNull(recorded), file);
        }
        return file;
    }

    @Override
    public void close() {
        ledger.close();
    }
}
