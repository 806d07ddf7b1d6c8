package chad.ide.spend;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The money of a week of runs, at three providers, with a new price in the middle and a model that nobody has a price of,
 * is what plain SQL makes of the same events and the same prices.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class WeekOfSpendTest {

    private static final int RUNS = 140;

    /** Not longer ago than spend is kept attempt by attempt. */
    private final LocalDate monday = LocalDate.now(ZoneOffset.UTC).minusDays(300);

    private static final List<List<String>> MODELS = List.of(
            List.of("integrate.api.nvidia.com", "week/alpha"),
            List.of("api.openai.com", "gpt-5-mini"),
            List.of("openrouter.ai", "qwen/qwen3-max"),
            List.of("models.example.com:8080", "week/nobody-knows"));

    private static long ms(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private Path week() throws IOException {
        Files.writeString(Workspace.state().resolve("prices.yaml"), """
                prices:
                  - {provider: nvidia, model: week/alpha, inputUsdPerMTok: 0.5, outputUsdPerMTok: 2}
                  - provider: nvidia
                    model: week/alpha
                    since: %s
                    inputUsdPerMTok: 0.7
                    outputUsdPerMTok: 2.5
                    cacheReadUsdPerMTok: 0.1
                """.formatted(monday.plusDays(3)));
        Random random = new Random(17);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            String run = "week-" + i;
            long began = ms(monday) + i * Duration.ofDays(7).toMillis() / RUNS;
            rows.add(String.format(
                    Locale.ROOT,
                    "INSERT INTO _smithers_runs (run_id, workflow_name, status, created_at_ms, started_at_ms,"
                            + " finished_at_ms) VALUES ('%s', 'week-%s', 'finished', %d, %d, %d)",
                    run,
                    i % 3 == 0 ? "fusion" : "probe",
                    began,
                    began,
                    began + 60_000));
            for (int call = 0; call < 5; call++) {
                List<String> model = MODELS.get(random.nextInt(MODELS.size()));
                int input = random.nextInt(40_000);
                rows.add(String.format(
                        Locale.ROOT,
                        "INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json) VALUES"
                                + " ('%s', %d, %d, 'AgentEvent', '{\"nodeId\":\"ask-%d\",\"iteration\":0,\"attempt\":1,"
                                + "\"event\":{\"type\":\"action\",\"action\":{\"detail\":{\"modelCall\":{"
                                + "\"model\":\"%s\",\"provider\":\"%s\",\"outcome\":\"answered\",\"inputTokens\":%d,"
                                + "\"outputTokens\":%d,\"cacheReadTokens\":%d}}}}}')",
                        run,
                        900 + call,
                        began + call * 1000L,
                        call % 3,
                        model.get(1),
                        model.get(0),
                        input,
                        random.nextInt(4_000),
                        random.nextInt(input + 1)));
            }
        }
        return Stores.add(Recording.FINISHED, "week", rows.toArray(String[]::new));
    }

    /** Address, model, since when, and the prices of input, output and cached input. */
    private static String prices(long changedAtMs) {
        return """
            CREATE TABLE price (address, model, since_ms, input, output, cached);
            INSERT INTO price VALUES
              ('integrate.api.nvidia.com', 'week/alpha', 0, 0.5, 2.0, 0.5),
              ('integrate.api.nvidia.com', 'week/alpha', %d, 0.7, 2.5, 0.1),
              ('api.openai.com', 'gpt-5-mini', 0, 0.25, 2.0, 0.025),
              ('openrouter.ai', 'qwen/qwen3-max', 0, 0.78, 3.9, 0.156);
            """.formatted(changedAtMs);
    }

    /** As somebody with a spreadsheet would. */
    private Map<String, Double> bySql(Path store, String key) throws SQLException, IOException {
        Path copy = Files.createTempFile("week", ".sqlite");
        Files.write(copy, Files.readAllBytes(store));
        try (Connection connection = Sqlite.open(copy);
                Statement statement = connection.createStatement()) {
            for (String sql : prices(ms(monday.plusDays(3))).split(";\n", -1)) {
                if (!sql.isBlank()) {
                    statement.executeUpdate(sql);
                }
            }
            Map<String, Double> sums = new TreeMap<>();
            ResultSet row = statement.executeQuery("""
                    WITH call AS (
                      SELECT r.workflow_name AS workflow, date(e.timestamp_ms / 1000, 'unixepoch') AS day,
                             e.run_id AS run, e.timestamp_ms AS at_ms,
                             e.payload_json -> '$.event.action.detail.modelCall' AS c
                        FROM _smithers_events e JOIN _smithers_runs r USING (run_id)
                       WHERE e.run_id LIKE 'week-%%' AND e.type = 'AgentEvent'),
                    used AS (
                      SELECT workflow, day, run, at_ms, c ->> 'model' AS model, c ->> 'provider' AS address,
                             c ->> 'inputTokens' AS i, c ->> 'outputTokens' AS o, c ->> 'cacheReadTokens' AS r
                        FROM call)
                    SELECT %1$s AS name,
                           sum(((i - r) * p.input + r * p.cached + o * p.output) / 1e6) AS usd
                      FROM used LEFT JOIN price p ON p.address = used.address AND p.model = used.model
                       AND p.since_ms = (SELECT max(since_ms) FROM price q
                                          WHERE q.model = used.model AND q.since_ms <= used.at_ms)
                     GROUP BY %1$s
                    """.formatted(key));
            while (row.next()) {
                double usd = row.getDouble("usd");
                if (!row.wasNull()) {
                    sums.put(row.getString("name"), usd);
                }
            }
            return sums;
        } finally {
            Files.delete(copy);
        }
    }

    private JsonPath spend(String by) {
        return asViewer()
                .queryParam("by", by)
                .queryParam("since", ms(monday))
                .queryParam("until", ms(monday.plusDays(7)))
                .get("/api/spend")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private Map<String, Double> shown(JsonPath spend) {
        Map<String, Double> shown = new TreeMap<>();
        List<Map<String, Object>> groups = spend.getList("groups");
        for (int i = 0; i < groups.size(); i++) {
            Object usd = spend.get("groups[%d].used.costUsd".formatted(i));
            if (usd != null) {
                shown.put(String.valueOf(groups.get(i).get("key")), Double.parseDouble(usd.toString()));
            }
        }
        return shown;
    }

    private static void assertSame(Map<String, Double> shown, Map<String, Double> sql) {
        assertThat(shown.keySet()).isEqualTo(sql.keySet());
        sql.forEach((name, usd) ->
                assertThat(Objects.requireNonNull(shown.get(name))).isCloseTo(usd, within(1e-6)));
    }

    @Test
    void theMoneyOfAWeekIsWhatPlainSqlMakesOfIt() throws IOException, SQLException {
        Path store = week();
        Stores.awaitReadable("week");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(spend("model").getLong("total.calls")).isEqualTo(RUNS * 5));

        for (String by : List.of("model", "workflow", "day")) {
            Map<String, Double> sql = bySql(store, "used." + by);
            assertThat(sql).hasSizeGreaterThan(1);
            assertSame(shown(spend(by)), sql);
        }
        double all = Objects.requireNonNull(bySql(store, "'all'").get("all"));
        JsonPath byRun = spend("run");
        assertThat(byRun.getDouble("total.costUsd")).isCloseTo(all, within(1e-6));
        assertThat(byRun.getString("total.costAccuracy")).isEqualTo("at-least");
        assertSame(shown(byRun), bySql(store, "used.run"));
        assertThat(byRun.getList("unpriced.model")).isEqualTo(List.of("week/nobody-knows"));
        assertThat(byRun.getString("unpriced[0].provider")).isEqualTo("models.example.com:8080");
        assertThat(spend("model").getList("groups.findAll { it.key == 'week/nobody-knows' }.used.costAccuracy"))
                .isEqualTo(List.of("unknown"));

        double ofRun = Objects.requireNonNull(bySql(store, "used.run").get("week-3"));
        JsonPath run =
                asViewer().get("/api/runs/week-3?store=week").then().extract().jsonPath();
        assertThat(run.getDouble("cost.usd")).isCloseTo(ofRun, within(1e-6));

        // What was spent stays what it was: without its runs, and with other prices.
        Stores.change(store, "DELETE FROM _smithers_events WHERE run_id LIKE 'week-%'");
        Files.writeString(
                Workspace.state().resolve("prices.yaml"),
                "prices: [{provider: nvidia, model: week/alpha, inputUsdPerMTok: 900, outputUsdPerMTok: 900}]\n");
        assertThat(spend("model").getDouble("total.costUsd")).isCloseTo(all, within(1e-6));
        assertThat(Instant.ofEpochMilli(spend("day").getLong("days[0].sinceMs")))
                .isEqualTo(Instant.ofEpochMilli(ms(monday)));
    }
}
