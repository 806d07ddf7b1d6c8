package chad.ide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every library that a pom or the dashboard names stands in the tables with a reason, and no other does. */
class DependenciesHaveReasonsTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern DEPENDENCIES =
            Pattern.compile("(?s)</parent>.*?\n  <dependencies>(.*?)\n  </dependencies>");
    private static final Pattern NAMED = Pattern.compile("(?s)<dependency>.*?<artifactId>([^<]+)</artifactId>");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| [^|]{10,} \\|$");

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().forEach(result -> found.add(result.group(1)));
        return found;
    }

    private static Set<String> named() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        Set<String> named = new TreeSet<>();
        for (String module : all(MODULE, parent)) {
            String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
            Set<String> sections = all(DEPENDENCIES, pom);
            assertThat(sections).as(module).hasSize(1);
            named.addAll(all(NAMED, sections.iterator().next()));
        }
        return named;
    }

    /** What the dashboard's package.json names, for the page and for its build, and that of the workspace in it. */
    private static Set<String> packages() throws IOException {
        Path dashboard = ROOT.resolve("runs-api/src/main/webui");
        Set<String> packages = new TreeSet<>();
        for (String file : List.of("package.json", "wire/package.json")) {
            JsonNode content =
                    new ObjectMapper().readTree(dashboard.resolve(file).toFile());
            content.path("dependencies").fieldNames().forEachRemaining(packages::add);
            content.path("devDependencies").fieldNames().forEachRemaining(packages::add);
        }
        return packages;
    }

    @Test
    void inTheTable() throws IOException {
        assertThat(all(ROW, Files.readString(ROOT.resolve("docs/dependencies.md"))))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(named().stream(), packages().stream()).toList());
    }
}
