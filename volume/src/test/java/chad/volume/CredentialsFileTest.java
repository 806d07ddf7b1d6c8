package chad.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsFileTest {

    private static final String KEY = "sixteen-characters";

    private final List<String> leftOut = new ArrayList<>();
    Path file;
    CredentialsFile<String> followed;

    @BeforeEach
    void follow(@TempDir Path state) {
        file = state.resolve("credentials.json");
        followed = new CredentialsFile<>(file, Credentials.Key::key, leftOut::add);
    }

    private void write(String mode, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String withKey() {
        return "{\"SMITHERS_RUNS_API_KEY\": \"%s\"}".formatted(KEY);
    }

    @Test
    void keysCountAsSoonAsTheyAreThereAndNoLonger() throws IOException {
        assertThat(followed.look().valid()).isEmpty();

        write("rw-------", withKey());
        assertThat(followed.look().valid()).containsExactly(KEY);

        Files.delete(file);
        assertThat(followed.look().valid()).isEmpty();
        assertThat(followed.look().trouble()).isNull();
    }

    @Test
    void aFileThatIsOpenedToOthersLetsNobodyInFromThenOn() throws IOException {
        write("rw-------", withKey());
        assertThat(followed.look().valid()).hasSize(1);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(followed.look().valid()).isEmpty();
        assertThat(followed.look().trouble()).contains("chmod 600", "Its keys are not valid.");
    }

    @Test
    void aBrokenFileLetsNobodyInUntilItIsRepaired() throws IOException {
        write("rw-------", withKey());
        followed.look();

        write("rw-------", "{");
        assertThat(followed.look().valid()).isEmpty();
        assertThat(followed.look().trouble()).contains("not valid JSON", "Repair it.");

        write("rw-------", withKey());
        assertThat(followed.look().valid()).containsExactly(KEY);
        assertThat(followed.look().trouble()).isNull();
    }

    @Test
    void whyAKeyDoesNotCountIsToldOncePerChange() throws IOException {
        write("rw-------", "{\"keys\": [{\"name\": \"wall\", \"key\": \"short\"}]}");
        followed.look();
        followed.look();

        assertThat(leftOut).hasSize(1);
    }
}
