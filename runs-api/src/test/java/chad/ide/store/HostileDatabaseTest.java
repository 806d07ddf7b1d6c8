package chad.ide.store;

import static chad.ide.testing.Stores.add;
import static chad.ide.testing.Stores.awaitReadable;
import static chad.ide.testing.Stores.awaitState;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chad.ide.testing.LogLines;
import chad.ide.testing.Recording;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases that somebody made to do harm. What they would do is in the statements. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HostileDatabaseTest {

    private static String endless(String view) {
        return """
                CREATE VIEW %s AS WITH RECURSIVE n(run_id) AS (SELECT 'x' UNION ALL SELECT run_id FROM n)
                  SELECT run_id, 'a' AS node_id, 0 AS iteration, 'x' AS state, 0 AS updated_at_ms, '' AS output_table,
                         '' AS label FROM n""".formatted(view);
    }

    @Inject
    StoreRegistry registry;

    @Inject
    StoreReader reader;

    private static void othersAreStillRead(String name) {
        Recording.FINISHED.copyTo(Workspace.state(), name + ".db");
        awaitReadable(name);
        asViewer().get("/api/runs?store=" + name).then().statusCode(200).body("items", hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            _smithers_nodes
            _smithers_runs
            input
            """)
    void anEndlessViewIsNotRead(String table) {
        String name = "hostile-view-" + table.replace("_", "");
        add(Recording.FINISHED, name, "DROP TABLE " + table, endless(table));

        awaitState(name, "skipped", table + " is a view");
        othersAreStillRead(name + "-other");
    }

    @Test
    void aGeneratedColumnOfTheEnginesTablesIsNotRead() {
        add(
                Recording.FINISHED,
                "hostile-generated",
                "ALTER TABLE _smithers_runs ADD COLUMN pause_note TEXT AS (hex(zeroblob(45000000))) VIRTUAL");

        awaitState("hostile-generated", "skipped", "generated column pause_note");
        othersAreStillRead("hostile-generated-other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fts   | CREATE VIRTUAL TABLE _smithers_nodes USING fts5(run_id, node_id, iteration, state, updated_at_ms)
            rtree | CREATE VIRTUAL TABLE _smithers_nodes USING rtree(id, run_id, node_id)
            """)
    void virtualTablesAreNotRead(String name, String create) {
        add(Recording.FINISHED, "hostile-" + name, "DROP TABLE _smithers_nodes", create);

        awaitState("hostile-" + name, "skipped", "_smithers_nodes is a virtual table");
        othersAreStillRead("hostile-" + name + "-other");
    }

    @Test
    void tablesWithoutTheOrderOfInsertionAreNotRead() {
        add(
                Recording.FINISHED,
                "hostile-rowid",
                "ALTER TABLE _smithers_events RENAME TO old",
                "CREATE TABLE _smithers_events (run_id TEXT, seq INT, timestamp_ms INT, type TEXT, payload_json TEXT,"
                        + " PRIMARY KEY (run_id, seq)) WITHOUT ROWID");

        awaitState("hostile-rowid", "skipped", "_smithers_events has no rowid");
    }

    @Test
    void anOutputThatIsNoOrdinaryTableIsLeftOutAndSaid() {
        add(
                Recording.FINISHED,
                "hostile-output",
                "ALTER TABLE total RENAME TO old_total",
                "CREATE VIEW total AS SELECT * FROM old_total",
                "CREATE VIEW mine AS SELECT 1");
        awaitReadable("hostile-output");

        asViewer()
                .get("/api/stores")
                .then()
                .body(
                        "items.find { it.name == 'hostile-output' }.leftOut",
                        contains(
                                "mine is a view: only ordinary tables are read.",
                                "total is a view: only ordinary tables are read."));
        asViewer()
                .get("/api/runs/fin-1?store=hostile-output")
                .then()
                .statusCode(200)
                .body("nodes.find { it.id == 'sum' }.output", equalTo(null))
                .body("nodes.find { it.id == 'left' }.output.text", equalTo("L:hi"));
    }

    @Test
    void aHugeSchemaIsNotRead() {
        add(
                Recording.FINISHED,
                "hostile-schema",
                Stream.concat(
                                Stream.of("BEGIN"),
                                Stream.concat(
                                        IntStream.range(0, 5_200).mapToObj(i -> "CREATE TABLE t" + i + " (a)"),
                                        Stream.of("COMMIT")))
                        .toArray(String[]::new));

        awaitState("hostile-schema", "skipped", "runs.stores.max-schema");
        othersAreStillRead("hostile-schema-other");
    }

    @Test
    void aTableOfTwoThousandColumnsIsLeftOut() {
        String columns = IntStream.range(0, 1_990).mapToObj(i -> ", c" + i).collect(Collectors.joining());
        add(
                Recording.FINISHED,
                "hostile-columns",
                "DROP TABLE total",
                "CREATE TABLE total (run_id, node_id, iteration" + columns + ")");
        awaitReadable("hostile-columns");

        asViewer()
                .get("/api/runs/fin-1?store=hostile-columns")
                .then()
                .statusCode(200)
                .body("nodes.find { it.id == 'sum' }.output", equalTo(null));
    }

    /** It opens, and no row of it can be read: its state went to and fro, with a line of the log each second for ever. */
    @Test
    void whatOpensAndCanNotBeReadIsToldOnce() {
        try (LogLines log = LogLines.listen()) {
            add(
                    Recording.FINISHED,
                    "hostile-collation",
                    "PRAGMA writable_schema=1",
                    "UPDATE sqlite_master SET sql = replace(sql, 'run_id TEXT', 'run_id TEXT COLLATE nobodys')"
                            + " WHERE name = '_smithers_runs'");

            String told = "is not read. store=hostile-collation";
            await().until(() -> !log.shown(told).isEmpty());
            await().during(Duration.ofSeconds(5))
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> log.shown(told).size() == 1);
        }
        othersAreStillRead("hostile-collation-other");
    }

    /** The engine's tables allow no null here; those of somebody else may. It was a 500. */
    @Test
    void wordsThatAreMissingHarmNothing() {
        add(
                Recording.FINISHED,
                "hostile-nulls",
                "PRAGMA writable_schema=1",
                "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name LIKE '\\_smithers%' ESCAPE '\\'",
                "PRAGMA writable_schema=RESET",
                "UPDATE _smithers_runs SET status = NULL, workflow_name = NULL, created_at_ms = NULL",
                "UPDATE _smithers_nodes SET state = NULL, updated_at_ms = NULL",
                "UPDATE _smithers_attempts SET state = NULL, started_at_ms = NULL",
                "UPDATE _smithers_events SET type = NULL, timestamp_ms = NULL, payload_json = NULL");

        awaitReadable("hostile-nulls");
        for (String view : List.of("", "/nodes", "/logs", "/chat", "/frames", "/timeline", "/graph", "/input")) {
            asViewer()
                    .get("/api/runs/fin-1" + view + "?store=hostile-nulls")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void otherPageSizesAndTriggersAreRead() {
        add(
                Recording.FINISHED,
                "hostile-pages",
                "CREATE TRIGGER reads AFTER INSERT ON _smithers_runs BEGIN DELETE FROM _smithers_runs; END",
                "PRAGMA page_size=65536",
                "VACUUM");
        awaitReadable("hostile-pages");

        asViewer()
                .get("/api/runs/fin-1?store=hostile-pages")
                .then()
                .statusCode(200)
                .body("nodes", hasSize(4));
    }

    @Test
    void aStatementThatDoesNotEndIsEnded() {
        Recording.FINISHED.copyTo(Workspace.state(), "hostile-endless.db");
        awaitReadable("hostile-endless");
        Store store = registry.byName("hostile-endless").orElseThrow();
        long began = System.nanoTime();

        StoreUnavailableException ended = assertThrows(
                StoreUnavailableException.class,
                () -> reader.first(
                        store,
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
                        row -> row.getLong(1)));

        assertThat(ended.reason()).contains("runs.stores.read-limit");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        asViewer().get("/api/runs/fin-1?store=hostile-endless").then().statusCode(200);
    }

    @Test
    void connectionsTrustNothingOfTheFile() {
        Recording.FINISHED.copyTo(Workspace.state(), "hostile-limits.db");
        awaitReadable("hostile-limits");
        Store store = registry.byName("hostile-limits").orElseThrow();

        assertThat(number(store, "PRAGMA trusted_schema")).isZero();
        assertThat(number(store, "PRAGMA cell_size_check")).isEqualTo(1);
        assertThat(number(store, "PRAGMA query_only")).isEqualTo(1);
        StoreUnavailableException tooLong = assertThrows(
                StoreUnavailableException.class, () -> number(store, "SELECT length(zeroblob(300000000) || 'x')"));
        assertThat(tooLong.reason()).contains("runs.stores.max-value");
    }

    private long number(Store store, String sql) {
        return reader.first(store, sql, row -> row.getLong(1)).orElseThrow();
    }
}
