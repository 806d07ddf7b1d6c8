package chad.ide.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for Prometheus and Grafana, against Prometheus' own judge and against what the services publish. */
class PrometheusFilesTest {

    private static final Path PROMETHEUS = DocumentedMetrics.ROOT.resolve("docker/prometheus");
    private static final Path DASHBOARD = DocumentedMetrics.ROOT.resolve("docker/grafana/runs-ide.json");

    /** What is no metric in PromQL: texts, selectors, ranges, and the labels of an aggregation. */
    private static final Pattern ASIDE = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
                    + "|\\boffset\\s+\\S+|#[^\n]*");

    private static final Pattern WORD = Pattern.compile("\\b[a-zA-Z_:][a-zA-Z0-9_:]*\\b(?!\\s*\\()");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "by", "without");

    @Test
    void theConfigurationAndTheRulesAreValid() throws Exception {
        Promtool.agrees(PROMETHEUS, "check", "config", "prometheus.yml");
        Promtool.agrees(PROMETHEUS, "check", "rules", "alerts.yml");
    }

    @Test
    void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        Promtool.agrees(PROMETHEUS, "test", "rules", "alerts.test.yml", "alerts-growth.test.yml");
    }

    @Test
    void everyAlertHasACaseThatFiresAndOneThatDoesNot() throws IOException {
        Set<String> firing = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        for (String file : List.of("alerts.test.yml", "alerts-growth.test.yml")) {
            yaml(file)
                    .findValues("alert_rule_test")
                    .forEach(tests -> tests.forEach(test -> {
                        String name = test.path("alertname").asText();
                        (test.path("exp_alerts").isEmpty() ? silent : firing).add(name);
                    }));
        }

        assertThat(firing).isEqualTo(alertNames());
        assertThat(silent).isEqualTo(alertNames());
    }

    @Test
    void everyAlertSaysHowUrgentItIsAndWhereItsRunbookStands() throws IOException {
        String operating = Files.readString(DocumentedMetrics.ROOT.resolve("docs/operating.md"));
        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText();
            assertThat(rule.path("for").asText()).as(name).matches("\\d+[smh]");
            assertThat(rule.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asText()).as(name).hasSizeBetween(20, 160);
            assertThat(rule.at("/annotations/description").asText()).as(name).hasSizeBetween(40, 300);
            assertThat(rule.at("/annotations/runbook").asText())
                    .isEqualTo("docs/operating.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(operating).contains("\n### " + name + "\n");
        }
    }

    @Test
    void onlyPublishedMetricsAreUsed() throws IOException {
        assertThat(namesThatAreUsed())
                .filteredOn(name -> name.startsWith("chad_"))
                .hasSizeGreaterThan(20)
                .isSubsetOf(DocumentedMetrics.names());
    }

    /** Prometheus' judge takes no lone queries, but rules made of them. */
    @Test
    void everyQueryOfTheDashboardIsValid(@TempDir Path folder) throws Exception {
        List<String> queries = new ObjectMapper().readTree(DASHBOARD.toFile()).findValuesAsText("expr");
        List<Map<String, String>> rules = new ArrayList<>();
        for (String query : queries) {
            rules.add(Map.of("record", "query:" + rules.size(), "expr", query.replace("$__rate_interval", "1m")));
        }
        new YAMLMapper()
                .writeValue(
                        folder.resolve("queries.yml").toFile(),
                        Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));

        assertThat(queries).hasSizeGreaterThan(40);
        Promtool.agrees(folder, "check", "rules", "queries.yml");
    }

    @Test
    void theDashboardTakesItsDataSourceFromAVariable() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());

        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        assertThat(dashboard.path("uid").asText()).isEqualTo("runs-ide");
        List<JsonNode> panels = panels(dashboard);
        assertThat(panels).hasSizeGreaterThan(20);
        assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        for (JsonNode panel : panels) {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as(panel.path("title").asText())
                    .isNotBlank();
        }
    }

    private static JsonNode yaml(String name) throws IOException {
        return new YAMLMapper().readTree(PROMETHEUS.resolve(name).toFile());
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        yaml("alerts.yml").path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static Set<String> alertNames() throws IOException {
        Set<String> names = new TreeSet<>();
        rules().forEach(rule -> names.add(rule.path("alert").asText()));
        return names;
    }

    /** Those that show something: rows have no data. */
    private static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** The metrics in the queries of the alerts and of the dashboard. */
    static Set<String> namesThatAreUsed() throws IOException {
        Stream<String> alerts = rules().stream().map(rule -> rule.path("expr").asText());
        Stream<String> panels = new ObjectMapper().readTree(DASHBOARD.toFile()).findValuesAsText("expr").stream();
        Set<String> names = new TreeSet<>();
        Stream.concat(alerts, panels)
                .forEach(query -> WORD.matcher(ASIDE.matcher(query).replaceAll(" "))
                        .results()
                        .map(word -> word.group())
                        .filter(word -> !KEYWORDS.contains(word))
                        .forEach(names::add));
        return names;
    }
}
