package chad.ide.runs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import chad.ide.store.StoreConfig;
import chad.ide.testing.LogLines;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** Looks are taken by hand here, to choose what happens between two of them. */
@QuarkusTest
@TestProfile(RunVerdictsTest.LooksByHand.class)
@TestSecurity(user = "kim", roles = "viewer")
class RunVerdictsTest {

    public static class LooksByHand extends RealEngine {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("runs.stall.look-every", "1h");
            return settings;
        }
    }

    private static final Duration LONG = Duration.ofSeconds(30);

    @Inject
    RunVerdicts verdicts;

    @Inject
    RunIndex index;

    @Inject
    StoreConfig stores;

    @Test
    void aRunThatStallsBeforeItsFirstLookIsToldOnce() {
        verdicts.look();
        record("between.db");
        long listed = index.revision();
        try (LogLines log = LogLines.listen()) {
            verdicts.look();
            assertThat(told(log, "between"))
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line.getMdc("runId")).isEqualTo("stall-1"));
            assertThat(index.revision()).as("a list from before it").isGreaterThan(listed);

            long told = index.revision();
            verdicts.look();
            assertThat(told(log, "between")).hasSize(1);
            assertThat(index.revision()).isEqualTo(told);
        }
    }

    @Test
    void aStoreThatCantBeReadForAWhileIsNoNews() throws IOException, SQLException {
        Path file = Recording.STALLED.copyTo(folder(), "locked.tmp");
        try (LogLines log = LogLines.listen();
                Connection writer = Sqlite.open(file);
                Statement statement = writer.createStatement()) {
            statement.executeQuery("PRAGMA journal_mode = DELETE").close(); // WAL mode would let readers in
            Files.move(file, folder().resolve("locked.db"));
            awaitStalled("locked");
            verdicts.look();
            assertThat(told(log, "locked")).hasSize(1);
            long stalled = stalled();

            statement.execute("BEGIN EXCLUSIVE");
            verdicts.look();
            assertThat(stalled()).isEqualTo(stalled);

            statement.execute("ROLLBACK");
            awaitStalled("locked");
            verdicts.look();
            assertThat(told(log, "locked")).hasSize(1);
        }
    }

    @Test
    void ofManyTenAreNamedAndTheOthersCounted() {
        verdicts.look();
        record(IntStream.range(0, 13).mapToObj(i -> "many-" + i + ".db").toArray(String[]::new));
        try (LogLines log = LogLines.listen()) {
            verdicts.look();
            assertThat(log.shown("The run is stalled.")).hasSize(10);
            assertThat(log.shown("More runs are stalled. others=3")).hasSize(1);
        }
    }

    private static List<ExtLogRecord> told(LogLines log, String store) {
        return log.shown("The run is stalled. run=stall-1 store=" + store);
    }

    private long stalled() {
        return verdicts.countByState().getOrDefault(RunState.STALLED, 0L);
    }

    private void record(String... fileNames) {
        for (String fileName : fileNames) {
            Recording.STALLED.copyTo(folder(), fileName);
        }
        for (String fileName : fileNames) {
            awaitStalled(fileName.replace(".db", ""));
        }
    }

    private static void awaitStalled(String store) {
        await(store)
                .atMost(LONG)
                .untilAsserted(() -> given().queryParam("store", store)
                        .get("/api/runs")
                        .then()
                        .body("items.size()", is(1))
                        .body("items[0].state", equalTo("stalled")));
    }

    private Path folder() {
        return stores.folders().getFirst();
    }
}
