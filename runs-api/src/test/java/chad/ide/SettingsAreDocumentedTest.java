package chad.ide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every variable that a service reads is in the README's table and in .env.example, and what is there is read by something. */
class SettingsAreDocumentedTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{((?:CHAD|SMITHERS|NVIDIA|CF_ACCESS)_[A-Z_]+)");

    private static final List<String> WIRING = List.of(
            "edge/src/main/resources/META-INF/microprofile-config.properties",
            "runs-api/src/main/resources/application.yaml",
            "model-refresh/src/main/resources/application.yaml",
            "fusion-roster/src/main/resources/application.yaml");

    private static Set<String> read() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String wiring : WIRING) {
            String text = Files.readString(ROOT.resolve(wiring));
            VARIABLE.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
        }
        return names;
    }

    private static Set<String> named(String file, String pattern) throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(ROOT.resolve(file)));
        while (matcher.find()) {
            Stream.of(matcher.group(1).split("`, `")).forEach(names::add);
        }
        return names;
    }

    @Test
    void inTheReadme() throws IOException {
        assertThat(named("README.md", "^\\| `([A-Z_`, ]+)`")).containsAll(read());
    }

    @Test
    void inTheExample() throws IOException {
        assertThat(named(".env.example", "^#?([A-Z_]+)=")).containsAll(read());
    }

    /** What is documented is read by a service, or by compose, the CLI, the tunnel or a workflow. */
    @Test
    void nothingElseIs() throws IOException {
        Set<String> documented = named("README.md", "^\\| `([A-Z_`, ]+)`");
        documented.addAll(named(".env.example", "^#?([A-Z_]+)="));

        documented.removeAll(words(WIRING));
        documented.removeAll(words(List.of("compose.yaml", "cloudflared", "chad-runs/src/main", "workflows/lib")));

        assertThat(documented).isEmpty();
    }

    private static Set<String> words(List<String> places) throws IOException {
        Set<String> words = new TreeSet<>();
        for (String place : places) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Pattern.compile("[A-Z][A-Z0-9_]+")
                            .matcher(Files.readString(file))
                            .results()
                            .forEach(found -> words.add(found.group()));
                }
            }
        }
        return words;
    }
}
