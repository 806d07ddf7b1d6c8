package chad.volume;

import static org.assertj.core.api.Assertions.assertThat;

import chad.volume.Credentials.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    private final Path file;

    CredentialsTest(@TempDir Path folder) {
        this.file = folder.resolve("credentials.json");
    }

    private Read read(String json, String permissions) throws IOException {
        Files.writeString(file, json);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return Credentials.read(file);
    }

    private Read.Good good(String json) throws IOException {
        return (Read.Good) read(json, "rw-------");
    }

    @Test
    void keysHaveNamesRolesAndAreLong() throws IOException {
        Read.Good read = good("""
                {"SMITHERS_RUNS_API_KEY": " the-machine-key-here ", "CF_ACCESS_CLIENT_ID": "id.access", "n": 1,
                 "keys": [{"name": "ann", "role": "operator", "key": "the-key-of-ann-is-long"},
                          {"name": "bob", "key": "the-key-of-bob-is-long"},
                          {"name": "", "key": "the-key-of-nobody-here"},
                          {"name": "eve", "role": "king", "key": "the-key-of-eve-is-long"},
                          {"name": "kim", "key": "short"}, {"name": "num", "key": 12345678901234567890}, "text", null]}
                """);

        assertThat(read.keys())
                .containsExactly(
                        new Credentials.Key("machine", true, "the-machine-key-here"),
                        new Credentials.Key("ann", true, "the-key-of-ann-is-long"),
                        new Credentials.Key("bob", false, "the-key-of-bob-is-long"));
        assertThat(read.leftOut())
                .hasSize(6)
                .allSatisfy(words -> assertThat(words).contains("ignored"));
        assertThat(read.text("CF_ACCESS_CLIENT_ID")).contains("id.access");
        assertThat(read.text("n")).isEmpty();
    }

    @Test
    void aShortMachineKeyIsLeftOut() throws IOException {
        assertThat(good("{\"SMITHERS_RUNS_API_KEY\": \"fifteen-letters\"}"))
                .satisfies(read -> assertThat(read.keys()).isEmpty())
                .satisfies(read -> assertThat(read.leftOut()).hasSize(1));
    }

    @Test
    void aFileThatOthersCanUseIsNotRead() throws IOException {
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx--x--x")) {
            assertThat(read("{}", permissions)).isInstanceOf(Read.Exposed.class);
        }
        assertThat(read("{}", "r--------")).isInstanceOf(Read.Good.class);
        assertThat(new Read.Exposed(0644).words(file)).contains("mode 0644", "chmod 600");
    }

    @Test
    void whatIsBrokenIsToldFromWhatCantBeRead() throws IOException {
        assertThat(read("{", "rw-------")).isEqualTo(new Read.Broken("it is not valid JSON"));
        assertThat(read("[]", "rw-------")).isEqualTo(new Read.Broken("it is not a JSON object"));
        assertThat(Credentials.read(file.resolveSibling("none"))).isInstanceOf(Read.Missing.class);
        Path folder = Files.createDirectory(file.resolveSibling("folder"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThat(Credentials.read(folder)).isInstanceOf(Read.Failed.class);
    }

    @Test
    void nothingPrintsAKey() throws IOException {
        Read.Good read = good("{\"SMITHERS_RUNS_API_KEY\": \"the-machine-key-here\"}");

        assertThat(read.toString() + read.keys()).doesNotContain("the-machine-key-here");
    }
}
