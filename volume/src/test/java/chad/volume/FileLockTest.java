package chad.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {

    private static final int GRANTED = 0;
    private static final int REFUSED = 3;

    private final Path folder;
    private final Path file;

    FileLockTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = FileLock.beside(folder.resolve("models.json"));
    }

    /** Another process: asks for the lock and tells by its exit code whether it got it. */
    static final class Other {

        private Other() {}

        static void main(String[] arguments) throws IOException {
            System.exit(FileLock.take(Path.of(arguments[0])).isPresent() ? GRANTED : REFUSED);
        }

        private static int takes(Path file) throws IOException, InterruptedException, URISyntaxException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classes(FileLock.class) + ":" + classes(Other.class),
                            Other.class.getName(),
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).isEmpty();
            return process.exitValue();
        }

        private static Path classes(Class<?> type) throws URISyntaxException {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        }
    }

    /** To refuse a thread, the file was opened and closed, and that gave the lock of the other thread to any process. */
    @Test
    void aThreadThatIsRefusedDoesNotGiveTheLockAway() throws Exception {
        try (FileLock _ = FileLock.take(file).orElseThrow()) {
            assertThat(FileLock.take(file)).isEmpty();
            assertThat(Other.takes(file)).isEqualTo(REFUSED);
        }
        assertThat(Other.takes(file)).isEqualTo(GRANTED);
    }

    @Test
    void anotherNameOfTheFolderIsTheSameLock() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));

        try (FileLock _ = FileLock.take(folder.resolve("real/service.lock")).orElseThrow()) {
            assertThat(FileLock.take(link.resolve("service.lock"))).isEmpty();
            assertThat(Other.takes(link.resolve("service.lock"))).isEqualTo(REFUSED);
        }
    }

    @Test
    void aHardLinkIsRefusedToo() throws IOException {
        try (FileLock _ = FileLock.take(file).orElseThrow()) {
            assertThat(FileLock.take(Files.createLink(folder.resolve("linked.lock"), file)))
                    .isEmpty();
        }
    }

    @Test
    void whoGaveItBackOrWasRefusedCanTakeItAgain() throws IOException {
        FileLock first = FileLock.take(file).orElseThrow();
        assertThat(FileLock.take(file)).isEmpty();
        first.close();

        try (FileLock _ = FileLock.take(file).orElseThrow()) {
            assertThat(file).exists();
        }
    }
}
