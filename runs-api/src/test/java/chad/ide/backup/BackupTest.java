package chad.ide.backup;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.files.StateFolder;
import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.volume.FileLock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Backups that the service makes while the engine works. */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class BackupTest {

    @Inject
    BackupSources layout;

    private EngineStores engine() {
        return new EngineStores(BackupSources.parent(layout.state()));
    }

    private static String make() {
        return given().contentType(ContentType.JSON)
                .post("/api/backups")
                .then()
                .statusCode(201)
                .extract()
                .path("name");
    }

    @Test
    void aBackupOfALiveRunIsWholeAndTheRunGoesOn() {
        Path release = layout.state().resolve("work-release");
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"slow.jsx\",\"runId\":\"backed-up\",\"input\":{\"releaseFile\":\"%s\"}}"
                        .formatted(release))
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/runs/backed-up")
                        .then()
                        .body("nodes.find { it.id == 'slow' }.state", is("in-progress")));

        String name = make();
        touch(release);

        given().get("/api/backups/" + name)
                .then()
                .statusCode(200)
                .body("state", is("done"))
                .body("engineVersion", is("0.32.0"))
                .body("leftOut.size()", is(0))
                .body("stores.find { it.path == 'state/slow.db' }.runs", is(1))
                .body("stores.find { it.path == 'state/slow.db' }.schemaVersion", containsString("_"))
                .body("note", containsString("credentials.json"));
        Path copy = layout.folder().backups().resolve(name).resolve("state/slow.db");
        assertThat(Sqlite.first(copy, "PRAGMA integrity_check")).isEqualTo("ok");
        assertThat(Sqlite.first(copy, "SELECT status FROM _smithers_runs WHERE run_id = 'backed-up'"))
                .isEqualTo("running");
        assertThat(Sqlite.first(copy, "SELECT state FROM _smithers_nodes WHERE node_id = 'quick'"))
                .isEqualTo("finished");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/runs/backed-up").then().body("state", is("finished")));
    }

    private static void touch(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void everythingIsInItButTheKeysTheLibrariesAndTheBackupsThemselves() throws Exception {
        Files.writeString(layout.state().resolve("credentials.json"), "{}");
        Files.writeString(layout.state().resolve("models.json"), "{\"featured\":[]}");
        Files.createDirectories(layout.state().resolve("reports"));
        Files.writeString(layout.state().resolve("reports/2026-06-13.md"), "# Night");
        engine().run(Sample.COUNT, "for-the-files", "{\"prompt\":\"a\",\"n\":1}");
        make();

        String name = make();

        Path backup = layout.folder().backups().resolve(name);
        List<String> files = Manifest.read(backup).files().stream()
                .map(Manifest.FileCopy::path)
                .toList();
        assertThat(files)
                .contains(
                        "state/models.json",
                        "state/reports/2026-06-13.md",
                        "state/count.db",
                        "workflows/count.jsx",
                        "workflows/lib/words.js",
                        "state/.smithers/executions/for-the-files/logs/stream.ndjson")
                .noneMatch(file -> file.contains("credentials")
                        || file.contains("node_modules")
                        || file.contains("backups/")
                        || file.endsWith(".lock")
                        || file.endsWith("-wal")
                        || file.endsWith("-shm"));
        try (Stream<Path> there = Files.walk(backup)) {
            assertThat(there.filter(Files::isRegularFile)).hasSize(files.size() + 1);
        }
        assertThat(Restore.check(backup).fileCount()).isEqualTo(files.size());
    }

    @Test
    void aDatabaseThatCantBeCopiedIsNamedAndTheOthersAreInIt() throws IOException {
        Recording.FINISHED.copyTo(layout.state(), "whole.db");
        Path damaged = Recording.FINISHED.copyFirstBytesTo(layout.state(), "damaged.db", 50_000);
        Path text = Files.writeString(
                layout.state().resolve("text.db"), "no database at all, but long enough to be one".repeat(20));
        try {
            given().contentType(ContentType.JSON)
                    .post("/api/backups")
                    .then()
                    .statusCode(201)
                    .body("stores.path", hasItem("state/whole.db"))
                    .body("leftOut.find { it.path == 'state/damaged.db' }.reason", containsString("damaged"))
                    .body("leftOut.find { it.path == 'state/text.db' }", nullValue());
        } finally {
            Files.delete(damaged);
            Files.delete(text);
        }
    }

    @Test
    void theyAreListedNewestFirstAndOlderOnesGoWhenAsked() {
        make();
        make();
        String newest = make();

        String next = given().get("/api/backups?limit=1")
                .then()
                .body("items.name", is(List.of(newest)))
                .extract()
                .path("nextCursor");
        given().get("/api/backups?limit=100&cursor=" + next)
                .then()
                .statusCode(200)
                .body("items.size()", greaterThan(1))
                .body("nextCursor", nullValue());

        String kept = given().contentType(ContentType.JSON)
                .body("{\"keep\":2}")
                .post("/api/backups")
                .then()
                .statusCode(201)
                .body("pruned", greaterThan(1))
                .extract()
                .path("name");
        given().get("/api/backups").then().body("items.name", is(List.of(kept, newest)));
        given().get("/api/backups/20010101T000000Z").then().statusCode(404);
    }

    @Test
    void onlyOneIsMadeAtATimeAndNothingIsLeftOfOneThatIsRefused() throws IOException {
        try (FileLock another =
                FileLock.take(new StateFolder(layout.state()).backupLock()).orElseThrow()) {
            assertThat(another).isNotNull();
            List<String> before = new BackupFolder(layout.folder().backups()).names();

            given().contentType(ContentType.JSON)
                    .post("/api/backups")
                    .then()
                    .statusCode(409)
                    .body("type", is("urn:runs-ide:problem:backup-running"));

            assertThat(new BackupFolder(layout.folder().backups()).names()).isEqualTo(before);
        }
    }

    @Test
    void aFolderThatCantBeWrittenIsSaidAndNothingIsLeft() throws IOException {
        Path aside = layout.state().resolve("backups-aside");
        make();
        Files.move(layout.folder().backups(), aside);
        Files.writeString(layout.folder().backups(), "a file in the way");
        try {
            given().contentType(ContentType.JSON)
                    .post("/api/backups")
                    .then()
                    .statusCode(500)
                    .body("detail", containsString("The backup could not be written"));
        } finally {
            Files.delete(layout.folder().backups());
            Files.move(aside, layout.folder().backups());
        }
    }

    @Test
    void keepIsAWholeNumberAboveNought() {
        given().contentType(ContentType.JSON)
                .body("{\"keep\":0}")
                .post("/api/backups")
                .then()
                .statusCode(400);
        given().contentType(ContentType.JSON)
                .body("{\"keep\":\"7\"}")
                .post("/api/backups")
                .then()
                .statusCode(400);
    }
}
