package chad.ide.audit;

import static chad.ide.audit.AuditBench.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chad.ide.testing.Sqlite;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a full disk the log lost its lines, and health was well. */
class FullDiskTest {

    private final Path folder;

    FullDiskTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** A disk of 8 MB, which only root can make. */
    private static boolean mount(Path at) throws IOException, InterruptedException {
        return run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", at.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void linesAreKeptUntilThereIsRoomAndHealthSaysSo() throws Exception {
        assumeTrue(mount(folder), "No disk can be made by this user: a full one can't be tried.");
        try (AuditBench bench = new AuditBench(folder)) {
            AuditLog log = bench.started();
            log.add(entry("launch"));
            await().untilAsserted(() -> assertThat(bench.actions()).containsExactly("launch"));
            Path ballast = folder.resolve("ballast");
            fill(ballast);

            for (int i = 0; i < 4_000; i++) { // more than fits into what SQLite has already
                log.add(entry("cancel"));
            }
            await().untilAsserted(() ->
                    assertThat(bench.warnings.present().get("audit log")).contains("disk is full", "kept in memory"));
            assertThat(bench.warnings.present().get("service's database")).contains("Free some space");

            Files.delete(ballast);
            log.add(entry("resume"));

            await().untilAsserted(() -> assertThat(bench.actions()).startsWith("resume"));
            assertThat(bench.ledger.first("SELECT count(*) FROM audit", row -> row.getLong(1)))
                    .contains(4_002L);
            assertThat(bench.warnings.present()).isEmpty();
            assertThat(bench.meters.get("chad.audit.lost").counter().count()).isZero();
            log.stop(new ShutdownEvent());
        } finally {
            run("umount", folder.toString());
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    @Test
    void linesAreKeptWhileAnotherProcessHasTheDatabase() throws Exception {
        try (AuditBench bench = new AuditBench(folder)) {
            AuditLog log = bench.started();
            try (Connection other = Sqlite.open(folder.resolve("runs-ide.sqlite"))) {
                other.createStatement().execute("BEGIN IMMEDIATE");
                log.add(entry("launch"));
                log.add(entry("cancel"));
                await().untilAsserted(() -> assertThat(bench.warnings.present().get("audit log"))
                        .contains("has locked it", "kept in memory"));
            }

            await().untilAsserted(() -> assertThat(bench.actions()).containsExactly("cancel", "launch"));
            assertThat(bench.warnings.present()).isEmpty();
            log.stop(new ShutdownEvent());
        }
    }

    @Test
    void whatIsLostAtTheEndIsCounted() throws Exception {
        Files.createDirectory(folder.resolve("runs-ide.sqlite"));
        try (AuditBench bench = new AuditBench(folder)) {
            AuditLog log = bench.started();
            log.add(entry("launch"));

            log.stop(new ShutdownEvent());

            assertThat(bench.meters.get("chad.audit.lost").counter().count()).isEqualTo(1);
            assertThat(bench.warnings.present()).containsKey("audit log's lost lines");
        }
    }
}
