package chad.ide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every variable that a service reads stands in the README's table and in .env.example, and no other does. */
class SettingsAreDocumentedTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{((?:CHAD|SMITHERS|NVIDIA|CF_ACCESS)_[A-Z_]+)");

    private static Set<String> read() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : new String[] {"runs-api", "model-refresh", "fusion-roster"}) {
            String yaml = Files.readString(ROOT.resolve(module).resolve("src/main/resources/application.yaml"));
            VARIABLE.matcher(yaml).results().map(found -> found.group(1)).forEach(names::add);
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
}
