package chad.ide.store;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.LogLines;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class StoreDiscoveryTest {

    private static void awaitState(String store, String state, String reasonPart) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .statusCode(200)
                        .body("items.find { it.name == '%s' }.state".formatted(store), equalTo(state))
                        .body("items.find { it.name == '%s' }.reason".formatted(store), containsString(reasonPart)));
    }

    private static void awaitReadable(String store) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .body("items.find { it.name == '%s' }.state".formatted(store), equalTo("ok")));
    }

    @Test
    void aNewStoreShowsUpWithItsRunsAndADeletedOneGoes() throws IOException {
        Path file = Recording.FINISHED.copyTo(Workspace.state(), "arriving.db");
        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(
                        () -> asViewer().get("/api/runs?store=arriving").then().body("items.id", hasItem("fin-1")));

        deleteStore(file);

        await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> {
            asViewer().get("/api/runs?store=arriving").then().body("items", empty());
            asViewer().get("/api/stores").then().body("items.name", not(hasItem("arriving")));
        });
    }

    @Test
    void aStoreTellsItsPathSizeRunsAndSchema() {
        Recording.FORKED.copyTo(Workspace.state(), "told.db");
        awaitReadable("told");

        asViewer()
                .get("/api/stores")
                .then()
                .body("items.find { it.name == 'told' }.kind", equalTo("sqlite"))
                .body("items.find { it.name == 'told' }.path", equalTo("state/told.db"))
                .body("items.find { it.name == 'told' }.runs", equalTo(5))
                .body("items.find { it.name == 'told' }.reason", nullValue())
                .body("items.find { it.name == 'told' }.schemaVersion", containsString("_"));
    }

    @Test
    void theEnginesDefaultStoreIsSkipped() {
        Recording.FINISHED.copyTo(Workspace.state(), "smithers.db");

        awaitState("smithers", "skipped", "default");
    }

    @Test
    void anEmptyFileIsSkippedUntilAnEngineWritesToIt() throws IOException {
        Path file = Files.createFile(Workspace.state().resolve("born.db"));
        awaitState("born", "skipped", "empty");

        Path complete = Recording.FINISHED.copyTo(Workspace.state(), "born.tmp");
        Files.move(complete, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        awaitReadable("born");
    }

    @Test
    void aFileThatIsNoDatabaseIsSkipped() throws IOException {
        Files.writeString(Workspace.state().resolve("letter.db"), "Dear operator, this is no database. ".repeat(10));

        awaitState("letter", "skipped", "not a SQLite");
    }

    @Test
    void aFolderNamedLikeAStoreIsSkipped() throws IOException {
        Files.createDirectory(Workspace.state().resolve("folder.db"));

        awaitState("folder", "skipped", "regular file");
    }

    @Test
    void aDatabaseOfSomebodyElseIsSkipped() throws SQLException {
        try (Connection other = Sqlite.open(Workspace.state().resolve("foreign.db"));
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE letters (id INTEGER PRIMARY KEY)");
        }

        awaitState("foreign", "skipped", "_smithers_runs");
    }

    @Test
    void aHalfCopiedStoreIsReportedAndReadWhenTheCopyIsDone() throws IOException {
        Recording.FINISHED.copyTo(Workspace.state(), "beside.db");
        Path file = Recording.LOOP.copyFirstBytesTo(Workspace.state(), "copying.db", 5_000);
        awaitState("copying", "error", "5000 of its");
        asViewer().get("/api/runs?store=beside").then().body("items.id", hasItem("fin-1"));

        Recording.LOOP.copyTo(Workspace.state(), "copying.db");

        awaitReadable("copying");
        asViewer().get("/api/runs?store=copying").then().body("items.id", hasItem("loop-1"));
        Files.delete(file);
    }

    @Test
    void aDamagedStoreIsReportedAndTheOthersAreStillListed() throws IOException {
        Recording.FINISHED.copyTo(Workspace.state(), "healthy.db");
        Path file = Recording.FUSION_LIKE.copyTo(Workspace.state(), "damaged.tmp");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 1_024; i < bytes.length; i += 7) {
            bytes[i] = (byte) 0xa5;
        }
        Files.write(file, bytes);
        Files.move(file, Workspace.state().resolve("damaged.db"), StandardCopyOption.ATOMIC_MOVE);

        awaitState("damaged", "error", "amaged");
        asViewer().get("/api/runs?limit=500").then().statusCode(200).body("items.store", hasItem("healthy"));
    }

    @Test
    void aLockedStoreIsReportedAndReadWhenItIsFreeAgain() throws SQLException, IOException {
        Path file = Recording.FINISHED.copyTo(Workspace.state(), "locked.tmp");
        Path shown = Workspace.state().resolve("locked.db");
        try (Connection owner = Sqlite.open(file);
                Statement statement = owner.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = DELETE");
            statement.execute("BEGIN EXCLUSIVE");
            Files.move(file, shown);

            awaitState("locked", "error", "locked");
            asViewer().get("/api/runs").then().statusCode(200);

            statement.execute("ROLLBACK");
        }

        awaitReadable("locked");
    }

    /** A lock that is released changes nothing of the file, and the pauses between two looks had grown to half a minute. */
    @Test
    void aStoreThatWasLockedForLongIsReadSoonAfterItIsFree() throws SQLException, IOException {
        Path file = Recording.FINISHED.copyTo(Workspace.state(), "long-locked.tmp");
        try (Connection owner = Sqlite.open(file);
                Statement statement = owner.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = DELETE");
            statement.execute("BEGIN EXCLUSIVE");
            Files.move(file, Workspace.state().resolve("long-locked.db"));
            awaitState("long-locked", "error", "locked");
            Instant lockedUntil = Instant.now().plusSeconds(20); // the old pauses: 1, 2, 4, 8, 16 s
            await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().isAfter(lockedUntil));
            statement.execute("ROLLBACK");
        }

        awaitReadable("long-locked");
    }

    /** SQLite opens it to look for a journal of a process that died, and waits there for whoever writes into the pipe. */
    @Test
    void aPipeInThePlaceOfALogHoldsNobodyUp() throws Exception {
        Path file = Recording.FINISHED.copyTo(Workspace.state(), "piped.tmp");
        try (Connection owner = Sqlite.open(file);
                Statement statement = owner.createStatement()) {
            statement.execute("PRAGMA journal_mode = DELETE");
        }
        Path pipe = Workspace.state().resolve("piped.db-journal");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Files.move(file, Workspace.state().resolve("piped.db"));

        awaitState("piped", "error", "-journal");
        Files.delete(pipe);
        awaitReadable("piped");
    }

    @Test
    void aLinkInThePlaceOfALogIsNotFollowed() throws IOException {
        Path folder = Files.createTempDirectory("elsewhere");
        Path link = Files.createSymbolicLink(
                Workspace.state().resolve("astray.db-wal"), Files.createFile(folder.resolve("other.db-wal")));
        Path file = Recording.FINISHED.copyTo(folder, "astray.tmp");
        Files.move(file, Workspace.state().resolve("astray.db"));

        awaitState("astray", "error", "-wal");
        Files.delete(link);
        awaitReadable("astray");
    }

    /** It stayed as it was: nothing told it again. */
    @Test
    void whatIsNewIsToldAgainWhenItCouldNotBeTakenIn() {
        DeafOnce.deafTo("told-again");
        Recording.FINISHED.copyTo(Workspace.state(), "told-again.db");

        awaitRuns("told-again", "fin-1");
        assertThat(DeafOnce.missed()).isEqualTo(1);
    }

    /** The name of a file has no bounds but NUL and the slash. */
    @Test
    void aNameForgesNoLineOfTheLog() {
        try (LogLines log = LogLines.listen()) {
            Recording.FINISHED.copyTo(Workspace.state(), "forged\n2026-01-01 00:00:00,000 ERROR [x]\u001b[31m.db");

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> !log.shown("store=forged").isEmpty());
            assertThat(log.shown("store=forged").stream().map(log::printed))
                    .allSatisfy(line -> assertThat(line).doesNotContain("\n2026", "\u001b"));
        }
    }

    @Test
    void aReplacedStoreShowsTheNewFileOnly() throws IOException {
        Recording.FINISHED.copyTo(Workspace.state(), "swapped.db");
        await().untilAsserted(
                        () -> asViewer().get("/api/runs?store=swapped").then().body("items.id", is(List.of("fin-1"))));

        Path other = Recording.CANCELLED.copyTo(Workspace.state(), "swapped.tmp");
        Files.move(other, Workspace.state().resolve("swapped.db"), StandardCopyOption.REPLACE_EXISTING);

        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(
                        () -> asViewer().get("/api/runs?store=swapped").then().body("items.id", is(List.of("can-1"))));
    }

    /** Connections that are open meanwhile keep what they have read: SQLite is told of no change. */
    @Test
    void aStoreThatWasOverwrittenInPlaceShowsItsNewContent() throws IOException {
        Path file = Recording.FINISHED.copyTo(Workspace.state(), "overwritten.db");
        awaitRuns("overwritten", "fin-1");
        Recording.CANCELLED.copyTo(Workspace.state(), "overwritten.db");
        awaitRuns("overwritten", "can-1");

        Files.delete(file.resolveSibling("overwritten.db-wal"));
        Files.delete(file.resolveSibling("overwritten.db-shm"));
        Recording.WAITING_APPROVAL.copyTo(Workspace.state(), "overwritten.db");

        awaitRuns("overwritten", "wait-1", "wait-2", "wait-3");
    }

    private static void awaitRuns(String store, String... ids) {
        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(() ->
                        asViewer().get("/api/runs?store=" + store).then().body("items.id", containsInAnyOrder(ids)));
    }

    @Test
    void aStoreWithAnOddNameIsRead() {
        Recording.FINISHED.copyTo(Workspace.state(), "night & day #1 100%?.db");

        awaitReadable("night & day #1 100%?");
        asViewer()
                .queryParam("store", "night & day #1 100%?")
                .get("/api/runs")
                .then()
                .body("items.id", hasItem("fin-1"));
    }

    private static void deleteStore(Path file) throws IOException {
        Files.delete(file);
        for (String tail : new String[] {"-wal", "-shm"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + tail));
        }
    }
}
