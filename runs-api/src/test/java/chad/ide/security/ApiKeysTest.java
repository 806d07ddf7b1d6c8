package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private static final String ONE = "{\"SMITHERS_RUNS_API_KEY\": \"the-first-machine-key\"}";

    private final Path folder;

    ApiKeysTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private SecurityBench bench() {
        return new SecurityBench(folder);
    }

    @Test
    void withoutAnyKeyNobodyGetsIn() {
        assertThat(bench().keys().all()).isEmpty();
        assertThat(bench().set("key", "  ").keys().all()).isEmpty();
    }

    @Test
    void aChangedFileCountsAtOnce() {
        SecurityBench bench = bench().credentials(ONE, "rw-------");
        ApiKeys keys = bench.keys();
        assertThat(keys.find("the-first-machine-key")).isPresent();

        bench.credentials("{\"keys\": [{\"name\": \"a\", \"key\": \"the-second-viewer-key\"}]}", "rw-------");

        assertThat(keys.find("the-first-machine-key")).isEmpty();
        assertThat(keys.find("the-second-viewer-key")).get().returns(false, ApiKey::isOperator);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x--x", "rw-rw-rw-"})
    void aFileThatOthersCanUseIsRefusedUntilItIsNot(String permissions) {
        SecurityBench bench = bench().credentials(ONE, permissions);
        ApiKeys keys = bench.keys();
        assertThat(keys.find("the-first-machine-key")).isEmpty();

        bench.credentials(ONE, "rw-------");

        assertThat(keys.find("the-first-machine-key")).isPresent();
    }

    @Test
    void aFileThatIsOpenedToOthersLaterIsRefusedFromThenOn() {
        SecurityBench bench = bench().credentials(ONE, "rw-------");
        ApiKeys keys = bench.keys();
        assertThat(keys.find("the-first-machine-key")).isPresent();

        bench.credentials(ONE, "rw-r--r--");

        assertThat(keys.find("the-first-machine-key")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"SMITHERS_RUNS_API_KEY\": \"short\"}",
                "{\"keys\": [{\"key\": \"a-key-without-a-name\"}]}",
                "{\"keys\": [{\"name\": \"a\", \"role\": \"king\", \"key\": \"a-key-of-a-strange-role\"}]}"
            })
    void aBrokenFileLetsNobodyIn(String json) {
        assertThat(bench().credentials(json, "rw-------").keys().all()).isEmpty();
    }

    @Test
    void neitherAKeyNorItsDigestIsPrinted() {
        assertThat(new ApiKey("machine", true, "the-first-machine-key")).hasToString("key of machine");
    }

    /** With too many open files, or a permission that was lost for a moment, every key answered 401. */
    @Test
    void keysGoOnWhileTheFileCantBeRead() throws IOException {
        SecurityBench bench = bench().credentials(ONE, "rw-------");
        ApiKeys keys = bench.keys();
        Path file = folder.resolve("credentials.json");
        assertThat(keys.find("the-first-machine-key")).isPresent();

        Files.delete(file);
        Files.createDirectory(file); // which root can't read as a file either
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));

        assertThat(keys.find("the-first-machine-key")).isPresent();
        assertThat(bench.warnings.present().get("credentials")).contains(file.toString(), "Is a directory");

        Files.delete(file);
        assertThat(keys.find("the-first-machine-key")).isEmpty();
        bench.credentials("{\"SMITHERS_RUNS_API_KEY\": \"the-second-machine-key\"}", "rw-------");
        assertThat(keys.find("the-second-machine-key")).isPresent();
        assertThat(bench.warnings.present()).isEmpty();
    }
}
