package chad.ide.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFilesTest {

    private record Settings(Path folder) implements AuditConfig {
        @Override
        public int fileSize() {
            return 1_024;
        }

        @Override
        public int files() {
            return 3;
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(1);
        }

        @Override
        public int anonymousPerMinute() {
            return 2;
        }
    }

    private static AuditFiles files(Path folder) {
        return new AuditFiles(new Settings(folder), Clock.systemUTC());
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(UTF_8);
    }

    @Test
    void aFullFileIsFollowedByTheNextAndTheOldestGo(@TempDir Path folder) throws IOException {
        AuditFiles files = files(folder);

        for (int seq = 1; seq <= 6; seq++) {
            files.append(seq, line("x".repeat(1_100)));
        }

        assertThat(files.newestFirst()).extracting(AuditFiles::firstSeq).containsExactly(6L, 5L, 4L);
    }

    @Test
    void aFileThatIsTooOldGoes(@TempDir Path folder) throws IOException {
        AuditFiles files = files(folder);
        files.append(1, line("x".repeat(1_100)));
        Files.setLastModifiedTime(
                files.newestFirst().getFirst(), FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        files.append(2, line("y"));

        assertThat(files.newestFirst()).extracting(AuditFiles::firstSeq).containsExactly(2L);
    }

    @Test
    void aLineThatACrashCutShortSpoilsNoOther(@TempDir Path folder) throws IOException {
        files(folder).append(1, line("first"));
        Path file = files(folder).newestFirst().getFirst();
        Files.writeString(file, "{\"seq\":2,", StandardOpenOption.APPEND);

        files(folder).append(3, line("third"));

        assertThat(AuditFiles.lines(file)).isEqualTo(List.of("first", "{\"seq\":2,", "third"));
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void requestsOfNobodyAreCountedAboveTheLimit() {
        AnonymousLimit limit = new AnonymousLimit(2);
        long minute = 60_000;

        assertThat(limit.leftOut(minute)).isZero();
        assertThat(limit.takes()).isTrue();
        assertThat(limit.takes()).isTrue();
        assertThat(limit.takes()).isFalse();
        assertThat(limit.leftOut(minute + 59_999)).isZero();
        assertThat(limit.leftOut(2 * minute)).isEqualTo(1);
        assertThat(limit.takes()).isTrue();
        assertThat(limit.leftOut(3 * minute)).isZero();
    }
}
