package chad.ide.upkeep;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.files.StateFolder;
import chad.ide.store.DatabaseCopy;
import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores of the real engine are put away, and what stands against it. */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class ArchiveTest {

    @Inject
    StateFolder state;

    private EngineStores engine() {
        return new EngineStores(state.root().resolve("..").normalize());
    }

    /** One that no other test launches: the whole store is put away. */
    @BeforeEach
    void workflow() throws IOException {
        String count = Files.readString(Path.of("src/test/resources/workflows/count.jsx"));
        engine().write("put-away.jsx", count.replace("count.db", "put-away.db"));
    }

    private static ValidatableResponse archive(String store, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/stores/" + store + "/archive")
                .then();
    }

    private static void awaitRead(String store) {
        await().untilAsserted(() -> given().get("/api/stores")
                .then()
                .body("items.find { it.name == '%s' }.state".formatted(store), is("ok")));
    }

    private List<String> archives(String store) throws IOException {
        if (!Files.isDirectory(state.archive())) {
            return List.of();
        }
        try (var files = Files.list(state.archive())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(store))
                    .toList();
        }
    }

    private static void launch(String runId) {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"put-away.jsx\",\"runId\":\"%s\",\"input\":{\"prompt\":\"a\",\"n\":1}}"
                        .formatted(runId))
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("state", is("finished")));
    }

    @Test
    void aStoreWhoseRunsHaveEndedIsPutAwayAndTheNextLaunchMakesAnother() throws IOException {
        launch("archived-1");

        String path = await().atMost(Duration.ofSeconds(30)) // the process lives on for a moment behind its run
                .until(
                        () -> given().contentType(ContentType.JSON).post("/api/stores/put-away/archive"),
                        answer -> answer.statusCode() == 200)
                .then()
                .body("runs", is(1))
                .body("note", containsString("memory"))
                .extract()
                .path("archive");

        assertThat(state.root().resolve("put-away.db")).doesNotExist();
        assertThat(state.root().resolve("put-away.db-wal")).doesNotExist();
        Path copy = state.root().resolveSibling(path);
        assertThat(DatabaseCopy.check(copy))
                .isInstanceOfSatisfying(
                        DatabaseCopy.Outcome.Whole.class,
                        whole -> assertThat(whole.runs()).isEqualTo(1));
        await().untilAsserted(() -> given().get("/api/runs").then().body("items.id", not(hasItem("archived-1"))));
        for (String link :
                List.of("/api/runs/archived-1", "/api/runs/archived-1?store=put-away", "/api/runs/archived-1/logs")) {
            await().untilAsserted(() -> given().get(link) // until the store has left the list
                    .then()
                    .statusCode(404)
                    .body("type", is("urn:runs-ide:problem:run-archived"))
                    .body("detail", containsString(path)));
        }
        launch("archived-2");
        given().get("/api/runs").then().body("items.id", allOf(hasItem("archived-2"), not(hasItem("archived-1"))));
        given().get("/api/runs/archived-2").then().body("store", is("put-away"));
    }

    @Test
    void aRunThatHasNotEndedIsNamedAndNothingIsDone() throws IOException {
        engine().run(Sample.GATE, "still-waits", "{}");
        awaitRead("gate");

        archive("gate", "{}")
                .statusCode(409)
                .body("type", is("urn:runs-ide:problem:store-in-use"))
                .body("detail", containsString("still-waits (waiting-approval)"));

        given().get("/api/stores/gate/size")
                .then()
                .body("archiveFreesBytes", is(0))
                .body("archiveProblem", containsString("still-waits"));
        assertThat(archives("gate")).isEmpty();
        awaitRead("gate");
    }

    @Test
    void aStoreThatAProcessHasOpenStaysWhereItIs() throws IOException, SQLException {
        Path file = Recording.FINISHED.copyTo(state.root(), "opened.db");
        awaitRead("opened");
        try (Connection connection = Sqlite.open(file);
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM _smithers_runs").close();

            archive("opened", "{}").statusCode(409).body("detail", containsString("has it open"));
        }
        assertThat(file).exists();
        assertThat(archives("opened")).isEmpty();
        await().untilAsserted(() ->
                given().get("/api/stores").then().body("items.find { it.name == 'opened' }.runs", greaterThan(0)));
    }

    @Test
    void oneThatIsTooYoungStays() throws IOException {
        engine().run(Sample.COUNT, "young", "{\"prompt\":\"a\",\"n\":1}");
        awaitRead("put-away");

        archive("put-away", "{\"olderThanDays\":30}").statusCode(409).body("detail", containsString("30 days"));
        archive("put-away", "{\"olderThanDays\":-1}").statusCode(400);
        archive("nowhere", "{}").statusCode(404);

        assertThat(state.root().resolve("put-away.db")).exists();
    }

    @Test
    void aStoresSizeIsToldByTable() throws IOException {
        Path file = Recording.FUSION_LIKE.copyTo(state.root(), "sized.db");
        awaitRead("sized");

        given().get("/api/stores/sized/size")
                .then()
                .statusCode(200)
                .body("fileBytes", is((int) Files.size(file)))
                .body("tables.name", hasItem("_smithers_events"))
                .body("tables.bytes.sum()", greaterThan((int) Files.size(file) / 2))
                .body("tablesProblem", nullValue())
                .body("archiveFreesBytes", greaterThan(0));
    }

    @Test
    void growthIsWhatCameEachDayAlsoBehindAnArchive() {
        TreeMap<LocalDate, Long> days = new TreeMap<>();
        days.put(LocalDate.parse("2026-06-01"), 1_000L);
        assertThat(SizeService.growth(days)).isNull();

        days.put(LocalDate.parse("2026-06-03"), 3_000L);
        days.put(LocalDate.parse("2026-06-05"), 2_000L);

        assertThat(SizeService.growth(days)).isEqualTo(1_000L);
    }
}
