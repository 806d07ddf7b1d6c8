package chad.ide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every library that a pom names stands in the table with a reason, and no other does. */
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

    @Test
    void inTheTable() throws IOException {
        assertThat(all(ROW, Files.readString(ROOT.resolve("docs/dependencies.md"))))
                .containsExactlyElementsOf(named());
    }
}
