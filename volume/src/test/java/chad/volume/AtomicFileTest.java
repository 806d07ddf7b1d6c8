package chad.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private final Path folder;
    private final Path file;

    AtomicFileTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("models.json");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNewFileIsThisUsersAlone() throws IOException {
        AtomicFile.write(file, "new".getBytes(UTF_8));

        assertThat(file).hasContent("new");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        AtomicFile.write(file, "new".getBytes(UTF_8));

        assertThat(file).hasContent("new");
        assertThat(permissions(file)).isEqualTo("rw-r--r--");
    }

    /** It took the temporary file of another writer, who then failed. */
    @Test
    void whatAKilledWriterLeftGoesAndWhatIsBeingWrittenStays() throws IOException {
        Path leftover = Files.writeString(folder.resolve(".models.json.killed.tmp"), "half");
        Files.setLastModifiedTime(leftover, FileTime.fromMillis(0));
        Path young = Files.writeString(folder.resolve(".models.json.writing.tmp"), "half");

        AtomicFile.write(file, "new".getBytes(UTF_8));

        assertThat(leftover).doesNotExist();
        assertThat(young).exists();
        assertThat(folder.toFile().list()).hasSize(2);
    }
}
