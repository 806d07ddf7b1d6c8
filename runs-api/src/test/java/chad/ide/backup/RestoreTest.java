package chad.ide.backup;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chad.ide.ledger.Ledger;
import chad.ide.logging.Warnings;
import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * A machine is lost in the middle of a run; its backup, made while the run was live, is restored to another place and the
 * service is started there.
 */
@QuarkusTest
@TestProfile(RestoreTest.OnAnotherMachine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class RestoreTest {

    private record Said(int exitCode, String out, String err) {}

    private static Said program(Path folder, String... arguments) {
        return program(folder, Map.of(), arguments);
    }

    private static Said program(Path folder, Map<String, String> more, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment = new HashMap<>(more);
        environment.put("CHAD_STATE_DIR", folder.resolve("state").toString());
        environment.put("CHAD_WORKFLOW_DIR", folder.resolve("workflows").toString());
        OptionalInt code = Program.run(
                arguments, environment, "test", new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Said(code.orElse(-1), out.toString(UTF_8), err.toString(UTF_8));
    }

    /** What is left of the first machine is its backup and, at its workflows' path, a link, as the restore asked for. */
    public static class OnAnotherMachine extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = super.getConfigOverrides();
            Path here = BackupSources.parent(Path.of(config.getOrDefault("chad.state-dir", "")));
            try {
                Path there = Files.createTempDirectory("lost-machine-").toRealPath();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(there)));
                Path backup = backupOfALiveRun(there);
                Files.move(there.resolve("workflows"), there.resolve("lost"));
                Files.delete(there.resolve("lost/node_modules"));
                Files.writeString(here.resolve("state/of-before.txt"), "what was there");
                Said said = program(here, "restore", backup.toString());
                assertThat(said.exitCode()).as(said.err()).isZero();
                assertThat(said.out())
                        .contains(
                                "before-restore-",
                                "ln -s %s %s".formatted(here.resolve("workflows"), there.resolve("workflows")));
                Files.createSymbolicLink(there.resolve("workflows"), here.resolve("workflows"));
                return config;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void remove(Path folder) {
            try {
                BackupFolder.delete(folder);
            } catch (IOException leftToTheSystem) {
                System.err.println("not removed: " + folder + " " + leftToTheSystem);
            }
        }

        /** The engine's process is killed as soon as the backup is made; while it lives nothing can be restored there. */
        private static Path backupOfALiveRun(Path folder) throws IOException {
            EngineStores engine = new EngineStores(folder);
            engine.run(Sample.COUNT, "finished-before", "{\"prompt\":\"a\",\"n\":1}");
            Path started = folder.resolve("started");
            Path release = folder.resolve("release");
            engine.write(
                    "slow.jsx",
                    Files.readString(engine.workflows().resolve("slow.jsx"))
                            .replace("import { existsSync }", "import { existsSync, writeFileSync }")
                            .replace("const end =", "writeFileSync(\"%s\", \"\"); const end =".formatted(started)));
            Process process = engine.start(
                    Sample.SLOW, "moved-1", "{\"delayMs\":60000,\"releaseFile\":\"%s\"}".formatted(release));
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(started));

            Said made = program(folder, "backup");
            assertThat(made.exitCode()).as(made.err()).isZero();
            assertThat(made.out()).contains("databases: 2", "credentials.json");
            Path backups = folder.resolve("state/backups");
            String name = new BackupFolder(backups).names().getFirst();
            Said busy = program(folder, "restore", name);
            assertThat(busy.exitCode()).isEqualTo(1);
            assertThat(busy.err()).contains("state/slow.db", "SIGKILL");

            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
            Files.writeString(release, "");
            return backups.resolve(name);
        }
    }

    @Inject
    BackupSources layout;

    @Test
    void theRunIsListedAsStalledAndGoesOnWithoutDoingAFinishedNodeAgain() throws IOException {
        given().get("/api/runs/finished-before").then().statusCode(200).body("state", is("finished"));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> given().get("/api/runs/moved-1")
                        .then()
                        .body("state", is("stalled"))
                        .body("stall.reason", containsString("node `slow` was in flight")));

        given().contentType(ContentType.JSON)
                .post("/api/runs/moved-1/resume")
                .then()
                .statusCode(200);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/runs/moved-1")
                        .then()
                        .body("state", is("finished"))
                        .body("nodes.find { it.id == 'quick' }.attempts.size()", is(1))
                        .body("nodes.find { it.id == 'slow' }.attempts.size()", is(2)));
        try (var aside = Files.walk(layout.state(), 3)) {
            assertThat(aside.map(Path::toString))
                    .anyMatch(path -> path.contains("before-restore-") && path.endsWith("of-before.txt"));
        }
    }

    @Test
    void whileTheServiceRunsNothingIsRestoredAndNoSecondOneStarts() {
        Path folder = BackupSources.parent(layout.state());
        Said made = program(folder, "backup", "--keep", "3");
        assertThat(made.exitCode()).as(made.err()).isZero();
        String name = new BackupFolder(layout.folder().backups()).names().getFirst();

        Said restored = program(folder, "restore", name);
        Said second = program(folder);

        assertThat(restored.exitCode()).isEqualTo(1);
        assertThat(restored.err()).contains("Stop it first");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("is using this state folder");
        assertThat(program(folder, "restore", name, "--check").out()).contains("is complete");
    }

    @Test
    void aBackupThatWasTouchedIsRefusedAndNothingChanges() throws IOException {
        Path folder = Files.createTempDirectory("restore-").toRealPath();
        new EngineStores(folder).run(Sample.COUNT, "touched", "{\"prompt\":\"a\",\"n\":1}");
        assertThat(program(folder, "backup").exitCode()).isZero();
        Path backups = folder.resolve("state/backups");
        String name = new BackupFolder(backups).names().getFirst();
        Path copied = backups.resolve(name).resolve("workflows/count.jsx");
        Files.writeString(copied, Files.readString(copied) + "\n// touched");
        Files.writeString(folder.resolve("workflows/new.jsx"), "later");

        Said check = program(folder, "restore", name, "--check");
        Said said = program(folder, "restore", name);

        assertThat(check.exitCode()).isEqualTo(4);
        assertThat(said.exitCode()).isEqualTo(4);
        assertThat(said.err()).contains("workflows/count.jsx", "Nothing was changed");
        assertThat(folder.resolve("workflows/new.jsx")).exists();
        try (var left = Files.list(folder.resolve("state"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(path -> path.startsWith("before-restore-") || path.startsWith(".restoring"));
        }
        BackupFolder.delete(folder);
    }

    @Test
    void storesOfAnotherDiskAreRestoredToItAndPutAsideOnIt() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path folder = Files.createTempDirectory("restore-").toRealPath();
        assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
                "there is no second disk here");
        Path disk = Files.createTempDirectory(memory, "restore-");
        new EngineStores(folder);
        Recording.FINISHED.copyTo(disk, "far.db");
        Map<String, String> stores = Map.of("CHAD_RUNS_DB_DIR", folder.resolve("state") + "," + disk);
        assertThat(program(folder, stores, "backup").exitCode()).isZero();
        Recording.FAILED.copyTo(disk, "far.db");
        Recording.CANCELLED.copyTo(disk, "since.db");

        String name = new BackupFolder(folder.resolve("state/backups")).names().getFirst();
        Said said = program(folder, stores, "restore", name);

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(status(disk.resolve("far.db"))).isEqualTo("finished");
        try (var left = Files.walk(disk)) {
            List<Path> databases =
                    left.filter(path -> path.toString().endsWith(".db")).toList();
            assertThat(databases).hasSize(3);
            Path aside = databases.stream()
                    .filter(path -> !path.startsWith(disk.resolve("far.db")) && path.endsWith("far.db"))
                    .findFirst()
                    .orElseThrow();
            assertThat(said.out()).contains(disk.relativize(aside).getName(0).toString());
            assertThat(status(aside)).isEqualTo("failed");
            assertThat(status(aside.resolveSibling("since.db"))).isEqualTo("cancelled");
        }
        try (var left = Files.list(folder.resolve("state"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(path -> path.startsWith(".restoring"));
        }
        BackupFolder.delete(disk);
        BackupFolder.delete(folder);
    }

    @Test
    void theServicesOwnDatabaseIsBackedUpWhileItIsWrittenAndRestored() throws IOException {
        Path folder = Files.createTempDirectory("restore-").toRealPath();
        new EngineStores(folder);
        Path database = folder.resolve("state/runs-api/runs-ide.sqlite");
        Ledger ledger = new Ledger(database, Clock.systemUTC(), new Warnings());
        note(ledger, "before");
        assertThat(program(folder, "backup").exitCode()).isZero();
        note(ledger, "since");
        ledger.close();

        Said said = program(folder, "restore", newestBackup(folder));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(noted(database)).isEqualTo("before");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database)))
                .isEqualTo("rw-------");
        try (var aside = Files.walk(folder.resolve("state"))) {
            assertThat(aside.filter(path -> path.toString().contains("before-restore-"))
                            .filter(path -> path.endsWith(database.getFileName()))
                            .map(RestoreTest::noted))
                    .containsExactly("before since");
        }
        BackupFolder.delete(folder);
    }

    @Test
    void aSessionThatWasEndedSinceTheBackupStaysEnded() throws IOException {
        Path folder = Files.createTempDirectory("restore-").toRealPath();
        new EngineStores(folder);
        Path database = folder.resolve("state/runs-api/runs-ide.sqlite");
        Ledger ledger = new Ledger(database, Clock.systemUTC(), new Warnings());
        note(ledger, "before");
        assertThat(program(folder, "backup").exitCode()).isZero();
        ledger.change("INSERT INTO ended_session VALUES ('K4bxXv8V4jaTFUTWBZ1rYw', 'bWFjaGluZQ', 1796417540000)");
        ledger.change("INSERT INTO sessions_over VALUES ('Ym9i', 1796417541000)");
        ledger.close();

        assertThat(program(folder, "restore", newestBackup(folder)).exitCode()).isZero();

        assertThat(folder.resolve("state/runs-api/ended-sessions"))
                .content()
                .isEqualTo("* 1796417541 Ym9i\nK4bxXv8V4jaTFUTWBZ1rYw 1796417540 bWFjaGluZQ\n");
        assertThat(Sqlite.first(database, "SELECT count(*) FROM ended_session")).isEqualTo("0");
        // what was there is put aside under the second of the restore, which takes one at a time
        await().until(() -> program(folder, "restore", newestBackup(folder)).exitCode() == 0);
        assertThat(folder.resolve("state/runs-api/ended-sessions"))
                .as("nobody has taken it over in between")
                .content()
                .contains("K4bxXv8V4jaTFUTWBZ1rYw");
        BackupFolder.delete(folder);
    }

    @Test
    void aBackupOfAnEditionThatKeptFilesBringsThemBackAndLeavesNoNewerDatabase() throws IOException {
        Path folder = Files.createTempDirectory("restore-").toRealPath();
        new EngineStores(folder);
        Path audit = Files.createDirectories(folder.resolve("state/runs-api/audit"))
                .resolve("audit-0000000000000001.ndjson");
        Files.writeString(audit, "{\"seq\":1}\n");
        assertThat(program(folder, "backup").exitCode()).isZero();
        Files.move(audit, audit.resolveSibling(audit.getFileName() + ".taken-over"));
        Path database = folder.resolve("state/runs-api/runs-ide.sqlite");
        Ledger ledger = new Ledger(database, Clock.systemUTC(), new Warnings());
        note(ledger, "since");
        ledger.close();

        Said said = program(folder, "restore", newestBackup(folder));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(audit).content().isEqualTo("{\"seq\":1}\n");
        assertThat(database).doesNotExist();
        BackupFolder.delete(folder);
    }

    private static String newestBackup(Path folder) {
        return new BackupFolder(folder.resolve("state/backups")).names().getFirst();
    }

    private static void note(Ledger ledger, String what) {
        ledger.change("INSERT INTO taken_over VALUES (?, 1, 1, 1, 1, 0)", what);
    }

    private static String noted(Path database) {
        return Sqlite.first(
                database, "SELECT group_concat(file, ' ') FROM (SELECT file FROM taken_over ORDER BY rowid)");
    }

    private static String status(Path store) {
        return Sqlite.first(store, "SELECT status FROM _smithers_runs LIMIT 1");
    }

    @Test
    void whatIsNotUnderstoodEndsWithFour() {
        Path folder = BackupSources.parent(layout.state());

        assertThat(program(folder, "bakup").exitCode()).isEqualTo(4);
        assertThat(program(folder, "restore").exitCode()).isEqualTo(4);
        assertThat(program(folder, "restore", "20010101T000000Z").err()).contains("There is no backup");
        assertThat(program(folder, "backup", "--keep", "0").exitCode()).isEqualTo(4);
        assertThat(program(folder, "help").out()).contains("restore BACKUP");
    }
}
