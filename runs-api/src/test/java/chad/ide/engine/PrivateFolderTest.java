package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrivateFolderTest {

    /** It stayed for an hour, however often the service was started. */
    @Test
    void whatAKilledServiceLeftGoesWithTheNextStartAndThatOfALivingOneStays() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path left = Files.createTempDirectory("runs-api-engine-%d-%d-".formatted(dead.pid(), 1_795_000_000_000L));
        Path reused = Files.createTempDirectory(
                "runs-api-engine-%d-%d-".formatted(ProcessHandle.current().pid(), 1_795_000_000_000L));
        Path earlier = Files.createTempDirectory("runs-api-engine-");
        Files.createDirectory(left.resolve(".smithers"));
        try (PrivateFolder living = PrivateFolder.create(null, Optional.empty())) {
            PrivateFolder.sweep(Instant.now());

            assertThat(left).doesNotExist();
            assertThat(reused).doesNotExist();
            assertThat(living.path()).isDirectory();
            assertThat(earlier).isDirectory();
        } finally {
            Files.delete(earlier);
        }
    }
}
