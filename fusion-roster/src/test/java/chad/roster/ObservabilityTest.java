package chad.roster;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import chad.roster.testing.StateFolder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What the service publishes, against the tables of docs/observability.md and what Prometheus wants. */
@QuarkusTest
@QuarkusTestResource(StateFolder.class)
@SuppressWarnings("NullAway.Init") // the container sets the fields
class ObservabilityTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (chad_\\S+) (\\S+)$");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(chad_[a-z_]+)` \\| ([a-z]+) \\| ([^|]*)\\| [^|]*\\| [^|]{5,}\\|$");

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    /** Name and type of each metric, and its labels. The maxima beside timers are left out. */
    private static Map<String, Set<String>> published(String text) {
        Map<String, Set<String>> rows = new TreeMap<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            String name = type.group(1);
            if (!name.endsWith("_max")) {
                Pattern sample = Pattern.compile("(?m)^" + name + "(?:_count)?\\{(.*)} ");
                rows.put(
                        name + " " + type.group(2),
                        sample.matcher(text)
                                .results()
                                .flatMap(found -> labels("([a-z_]+)=\"", found.group(1)).stream())
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        return rows;
    }

    private static Set<String> labels(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> documented() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/observability.md"));
        Matcher section =
                Pattern.compile("(?ms)^### fusion-roster$(.*?)(?=^##|\\z)").matcher(page);
        assertThat(section.find()).isTrue();
        Map<String, Set<String>> rows = new TreeMap<>();
        Matcher row = ROW.matcher(section.group(1));
        while (row.find()) {
            rows.put(row.group(1) + " " + row.group(2), labels("`([a-z_]+)`", row.group(3)));
        }
        return rows;
    }

    private String scrape() {
        return given().port(managementPort)
                .accept("text/plain; version=0.0.4") // without it comes OpenMetrics, whose families have other names
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void whatIsPublishedIsWhatIsDocumented() throws IOException {
        get("/roster").then().statusCode(200);

        assertThat(published(scrape())).isEqualTo(documented());
    }

    @Test
    void prometheusIsContentWithIt() throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            throw new AssertionError("promtool is not there: apt-get install prometheus", missing);
        }
        try (var input = promtool.getOutputStream()) {
            input.write(scrape().getBytes(UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

        assertThat(promtool.waitFor()).as(said).isIn(0, 3); // 3: a library's name is not what it recommends
        assertThat(said.lines()).noneMatch(complaint -> complaint.startsWith("chad_"));
    }

    @Test
    void aRequestHasTheIdOfItsCallerOrOneThatWasMade() {
        given().header("X-Request-Id", "probe-7.a_1").get("/roster").then().header("X-Request-Id", is("probe-7.a_1"));
        given().header("X-Request-Id", "a b\"}")
                .get("/roster")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f]{16}"));
        get("/roster").then().header("X-Request-Id", matchesPattern("[0-9a-f]{16}"));
        get("/nowhere").then().statusCode(404).header("X-Request-Id", matchesPattern("[0-9a-f]{16}"));
    }
}
