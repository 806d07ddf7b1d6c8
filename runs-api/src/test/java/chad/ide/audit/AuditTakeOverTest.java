package chad.ide.audit;

import static chad.ide.audit.AuditBench.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log that an earlier edition wrote in files, recorded from one. */
class AuditTakeOverTest {

    private static final String FILE = "audit-0000000000000001.ndjson";

    private final Path folder;

    AuditTakeOverTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path audit() {
        return folder.resolve("audit");
    }

    @Test
    void everyLineIsThereWithItsNumberAndTheFileIsKept() throws IOException {
        Path file = AuditBench.earlier(audit(), FILE);
        List<String> written = Files.readAllLines(file);

        try (AuditBench bench = new AuditBench(folder)) {
            bench.takeOver.run();

            List<AuditEntry> lines = bench.lines.newest(ALL, Long.MAX_VALUE, 100);
            assertThat(lines)
                    .extracting(AuditEntry::seq)
                    .containsExactlyElementsOf(LongStream.iterate(12, seq -> seq - 1)
                            .limit(12)
                            .boxed()
                            .toList());
            assertThat(lines.getLast())
                    .isEqualTo(new AuditEntry(
                            1,
                            1795812739955L,
                            "machine",
                            "operator",
                            "cancel",
                            "POST",
                            "/api/runs/nightly-7/cancel",
                            "nightly-7",
                            "fusion",
                            null,
                            AuditEntry.Result.REFUSED,
                            404,
                            "store-not-found",
                            "No such store"));
            bench.lines.add(List.of(AuditBench.entry("launch")));
            assertThat(bench.lines.newest(ALL, Long.MAX_VALUE, 1).getFirst().seq())
                    .isEqualTo(13);
        }
        assertThat(file).doesNotExist();
        assertThat(file.resolveSibling(FILE + ".taken-over")).content().hasLineCount(written.size());
    }

    @Test
    void aLineThatACrashCutShortHarmsItselfAlone() throws IOException {
        Path file = AuditBench.earlier(audit(), FILE);
        String torn = "{\"seq\":13,\"atMs\":17958127";
        Files.writeString(file, torn + "\n{\"seq\":14}\n", StandardOpenOption.APPEND);
        Files.writeString(
                audit().resolve("audit-0000000000000015.ndjson"),
                Files.readAllLines(file).getFirst().replace("\"seq\":1,", "\"seq\":15,") + "\n");

        try (AuditBench bench = new AuditBench(folder)) {
            bench.takeOver.run();

            assertThat(bench.lines.newest(ALL, Long.MAX_VALUE, 100))
                    .hasSize(13)
                    .first()
                    .returns(15L, AuditEntry::seq);
            assertThat(bench.ledger.list(
                            "SELECT unreadable FROM taken_over ORDER BY file", row -> row.getLong("unreadable")))
                    .containsExactly(2L, 0L);
        }
        assertThat(audit().resolve(FILE + ".taken-over")).content().contains(torn);
    }

    @Test
    void aCrashBeforeTheFileWasRenamedTakesItOverOnce() throws IOException {
        Path file = AuditBench.earlier(audit(), FILE);
        FileTime modified = Files.getLastModifiedTime(file);

        try (AuditBench bench = new AuditBench(folder)) {
            bench.takeOver.run();
            Files.move(file.resolveSibling(FILE + ".taken-over"), file);
            Files.setLastModifiedTime(file, modified);

            bench.takeOver.run();

            assertThat(bench.actions()).hasSize(12);
        }
        assertThat(file).doesNotExist();
    }

    /** After a roll-back to an edition that writes files, which begins to count anew. */
    @Test
    void linesWhoseNumberIsTakenGetAnotherOne() throws IOException {
        try (AuditBench bench = new AuditBench(folder)) {
            bench.lines.add(List.of(AuditBench.entry("first"), AuditBench.entry("second")));
            AuditBench.earlier(audit(), FILE);

            bench.takeOver.run();

            assertThat(bench.actions()).hasSize(14).endsWith("second", "first");
        }
    }

    @Test
    void whileTheDatabaseCantBeWrittenTheFilesStayAndAreTakenOverLater() throws Exception {
        Path file = AuditBench.earlier(audit(), FILE);
        Path inTheWay = Files.createDirectory(folder.resolve("runs-ide.sqlite"));

        try (AuditBench bench = new AuditBench(folder)) {
            AuditLog log = bench.started();
            log.add(AuditBench.entry("meanwhile"));
            assertThat(file).exists();

            Files.delete(inTheWay);

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(bench.actions()).startsWith("meanwhile"));
            assertThat(file).doesNotExist();
            log.stop(new ShutdownEvent());
        }
    }
}
