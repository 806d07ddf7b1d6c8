package chad.ide.store;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same value in each column of each table, but for the keys, where the engine would never write it. Null was a 500
 * in the detail and in the trace, and a word that the driver reads as null too.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class AnyValueTest {

    private static final Set<String> KEYS =
            Set.of("run_id", "node_id", "iteration", "attempt", "seq", "frame_no", "request_id", "content_hash");

    private static final List<String> VIEWS = List.of(
            "", "/nodes", "/logs?level=everything", "/chat", "/frames", "/frames/1", "/timeline", "/graph", "/input");

    private static int stores;

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "x'00fffe'", "x''", "-1", "9223372036854775807", "1e308", "'[[['", "'{}'"})
    void noValueIsOurMistake(String value, @TempDir Path folder) throws SQLException {
        for (Recording recording : List.of(Recording.FAILED, Recording.WAITING_APPROVAL)) {
            String name = "any-value-" + stores++;
            Stores.add(recording, name, changes(recording.copyTo(folder, name + ".db"), value));
            Stores.awaitReadable(name);

            assertHarmless("/api/runs", "store=" + name);
            List<String> runs = asViewer().get("/api/runs?store=" + name).path("items.id");
            assertThat(runs).isNotEmpty();
            for (String run : runs) {
                VIEWS.forEach(view -> assertHarmless("/api/runs/" + run + view, "store=" + name));
                for (String node : nodes(run, name)) {
                    for (String view : List.of("/trace/", "/diff/", "/output/")) {
                        assertHarmless("/api/runs/" + run + view + node, "store=" + name);
                    }
                }
            }
        }
        assertHarmless("/api/approvals", "limit=500");
        assertHarmless("/api/runs", "limit=500");
        assertThat(asViewer().get("/api/workflows").statusCode()).isEqualTo(200);
    }

    private static List<String> nodes(String run, String store) {
        return asViewer()
                .get("/api/runs/%s/nodes?store=%s".formatted(run, store))
                .path("items.id");
    }

    /** 404 and 503 say what is wrong with the store; 500 says that we are. */
    private static void assertHarmless(String path, String query) {
        Response answer = asViewer().get(path + (path.contains("?") ? "&" : "?") + query);

        assertThat(answer.statusCode())
                .as(path + " " + query + " " + answer.asString())
                .isIn(200, 404, 503);
    }

    private static String[] changes(Path file, String value) throws SQLException {
        List<String> changes = new ArrayList<>(List.of(
                "PRAGMA writable_schema=1",
                "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE type = 'table'",
                "PRAGMA writable_schema=RESET",
                "PRAGMA ignore_check_constraints=ON"));
        for (String id : List.of("", ":1")) { // a question of the workflow, and one of an agent
            changes.add(
                    "INSERT INTO _smithers_human_requests (request_id, run_id, node_id, iteration, kind, status, prompt,"
                            + " requested_at_ms) SELECT 'human:' || run_id || ':any:0" + id
                            + "', run_id, 'any', 0, 'ask', 'pending', 'Which?', 1 FROM _smithers_runs");
        }
        try (Connection connection = Sqlite.open(file);
                Statement statement = connection.createStatement();
                ResultSet column = statement.executeQuery("""
                        SELECT m.name AS table_name, c.name AS column_name
                          FROM sqlite_master m, pragma_table_info(m.name) c
                         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'
                        """)) {
            while (column.next()) {
                if (!KEYS.contains(column.getString("column_name"))) {
                    changes.add("UPDATE OR IGNORE \"%s\" SET \"%s\" = %s"
                            .formatted(column.getString("table_name"), column.getString("column_name"), value));
                }
            }
        }
        return changes.toArray(String[]::new);
    }
}
