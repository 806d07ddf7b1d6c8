package chad.ide.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chad.ide.logging.Warnings;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a full disk the log lost its lines, and health was well. {@code /dev/full} is a disk that is full. */
class FullDiskTest {

    private static final Path FULL = Path.of("/dev/full");

    private record Settings(Path folder) implements AuditConfig {
        @Override
        public int fileSize() {
            return 4_194_304;
        }

        @Override
        public int files() {
            return 3;
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

    private static AuditEntry entry(String action) {
        return new AuditEntry(
                0,
                1,
                "ann",
                "operator",
                action,
                "POST",
                "/x",
                null,
                null,
                null,
                AuditEntry.Result.ALLOWED,
                200,
                null,
                "OK");
    }

    @Test
    void linesAreKeptUntilThereIsRoomAndHealthSaysSo(@TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(FULL), "No /dev/full on this machine: a full disk can't be tried.");
        Path file = folder.resolve("audit-0000000000000001.ndjson");
        Warnings warnings = new Warnings();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        AuditLog log = new AuditLog(
                new AuditFiles(new Settings(folder), Clock.systemUTC()),
                new ObjectMapper(),
                new AuditMeters(meters),
                warnings);
        Files.createSymbolicLink(file, FULL);

        log.add(entry("launch"));
        log.add(entry("cancel"));
        await().untilAsserted(() ->
                assertThat(warnings.present().get("audit log")).contains("No space left on device", "kept in memory"));

        Files.delete(file);
        log.add(entry("resume"));

        await().untilAsserted(() -> assertThat(actions(log)).isEqualTo("resume cancel launch"));
        assertThat(warnings.present()).isEmpty();
        assertThat(meters.get("chad.audit.lost").counter().count()).isZero();
        log.stop(new ShutdownEvent());
    }

    private static String actions(AuditLog log) throws IOException {
        AuditQuery all = new AuditQuery(null, null, null, null, null, null);
        return String.join(
                " ",
                log.newest(all, Long.MAX_VALUE, 10).stream()
                        .map(AuditEntry::action)
                        .toList());
    }

    @Test
    void whatIsLostAtTheEndIsCounted(@TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(FULL), "No /dev/full on this machine: a full disk can't be tried.");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Warnings warnings = new Warnings();
        AuditLog log = new AuditLog(
                new AuditFiles(new Settings(folder), Clock.systemUTC()),
                new ObjectMapper(),
                new AuditMeters(meters),
                warnings);
        Files.createSymbolicLink(folder.resolve("audit-0000000000000001.ndjson"), FULL);
        log.add(entry("launch"));

        log.stop(new ShutdownEvent());

        assertThat(meters.get("chad.audit.lost").counter().count()).isEqualTo(1);
        assertThat(warnings.present()).containsKey("audit log's lost lines");
    }
}
