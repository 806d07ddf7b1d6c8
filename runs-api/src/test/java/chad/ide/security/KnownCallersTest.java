package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownCallersTest {

    private static final String TUNNEL = "172.18.0.5";

    private final SecurityBench bench;

    KnownCallersTest(@TempDir Path folder) {
        this.bench = new SecurityBench(folder).set("key", SecurityBench.KEY);
    }

    private FailedSignIns started() {
        return new FailedSignIns(
                bench.config(), bench.clock, new KnownCallers(bench.config(), bench.warnings, Runnable::run));
    }

    private static void flood(FailedSignIns failures) {
        for (int i = 0; i < 100; i++) {
            failures.failed(TUNNEL);
        }
    }

    /** Behind one tunnel all have one address: a stranger who went on guessing kept everybody out after a restart. */
    @Test
    void whoWasKnownBeforeARestartIsKnownBehindIt() throws IOException {
        ApiKey key = bench.keys().find(SecurityBench.KEY).orElseThrow();
        assertThat(started().admits(TUNNEL, key)).isEmpty();
        Path file = bench.folder.resolve("known-callers");
        assertThat(file).exists();

        FailedSignIns restarted = started();
        flood(restarted);

        assertThat(restarted.admits(TUNNEL, key)).isEmpty();
        assertThat(restarted.admits(TUNNEL, new ApiKey("other", true, "another-key-altogether")))
                .isPresent();
        assertThat(restarted.admits("172.18.0.6", key)).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(Files.readString(file)).doesNotContain(TUNNEL, SecurityBench.KEY, "machine");
    }

    @Test
    void aFileThatCantBeReadIsToldAndNoReasonToStop() throws IOException {
        Files.createDirectory(bench.folder.resolve("known-callers"));

        assertThat(started().admits(TUNNEL, bench.keys().find(SecurityBench.KEY).orElseThrow()))
                .isEmpty();
        assertThat(bench.warnings.present()).containsKey("known callers");
    }
}
