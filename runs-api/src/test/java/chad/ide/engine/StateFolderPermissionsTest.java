package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.files.StateFolder;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderPermissionsTest {

    @Test
    void aFolderOfOursThatIsOpenToOthersIsClosed(@TempDir Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        start(folder);

        assertThat(permissions(folder)).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatIsNotThereIsMadeForThisUserAlone(@TempDir Path folder) throws IOException {
        start(folder.resolve("state"));

        assertThat(permissions(folder.resolve("state"))).isEqualTo("rwx------");
    }

    /** Root owns the folder for temporary files; closed, it would stop every other program of the machine. */
    @Test
    void aFolderThatEverybodySharesStaysOpen(@TempDir Path folder) throws Exception {
        assertThat(new ProcessBuilder("chmod", "1777", folder.toString())
                        .start()
                        .waitFor())
                .isZero();

        start(folder);

        assertThat(permissions(folder)).isEqualTo("rwxrwxrwx");
    }

    private static void start(Path folder) {
        new StateFolderPermissions(new StateFolder(folder)).start(new StartupEvent());
    }

    private static String permissions(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
