package chad.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedFileTest {

    CatalogFile file;
    FollowedFile<Catalog> follower;

    @BeforeEach
    void follow(@TempDir Path state) {
        file = new CatalogFile(state.resolve("models.json"));
        follower = file.followed();
    }

    @Test
    void aCatalogShowsUpWhenItsFileDoes() throws IOException {
        assertThat(follower.look().lastGood()).isEmpty();

        file.write(Catalogs.ofSize(3));

        assertThat(follower.look().lastGood()).contains(Catalogs.ofSize(3));
    }

    @Test
    void aNewFileReplacesTheCatalog() throws IOException {
        file.write(Catalogs.ofSize(3));
        follower.look();

        file.write(Catalogs.ofSize(4));

        assertThat(follower.look().lastGood()).contains(Catalogs.ofSize(4));
    }

    @Test
    void anUnchangedFileIsNotReadAgain() throws IOException {
        file.write(Catalogs.ofSize(3));

        assertThat(follower.look()).isSameAs(follower.look());
    }

    @Test
    void theLastGoodCatalogServesWhileTheFileIsHalfWritten() throws IOException {
        file.write(Catalogs.ofSize(3));
        follower.look();

        byte[] whole = Files.readAllBytes(file.path());
        Files.write(file.path(), Arrays.copyOf(whole, whole.length / 2));

        assertThat(follower.look().lastGood()).contains(Catalogs.ofSize(3));
        assertThat(follower.look().file()).isInstanceOf(FileRead.Broken.class);
        assertThat(follower.look().fileIsGood()).isFalse();
    }

    @Test
    void theLastGoodCatalogServesWhileTheFileIsGone() throws IOException {
        file.write(Catalogs.ofSize(3));
        follower.look();

        Files.delete(file.path());

        assertThat(follower.look().lastGood()).contains(Catalogs.ofSize(3));
        assertThat(follower.look().file()).isEqualTo(new FileRead.Missing<>());
    }

    @Test
    void aRepairedFileIsFollowedAgain() throws IOException {
        Files.writeString(file.path(), "{");
        assertThat(follower.look().lastGood()).isEmpty();

        file.write(Catalogs.ofSize(5));

        assertThat(follower.look().lastGood()).contains(Catalogs.ofSize(5));
    }

    @Test
    void whatIsTakenAwayOnPurposeServesNoMore() throws IOException {
        FollowedFile<Catalog> forgotten = FollowedFile.forgottenWhenGone(file.path(), path -> file.read());
        file.write(Catalogs.ofSize(3));
        assertThat(forgotten.look().lastGood()).isPresent();

        Files.delete(file.path());
        assertThat(forgotten.look().lastGood()).isEmpty();

        Files.writeString(file.path(), "{");
        assertThat(forgotten.look().lastGood()).isEmpty();
    }

    @Test
    void aChangeOfPermissionsAloneIsSeen() throws IOException {
        file.write(Catalogs.ofSize(3));
        FollowedFile.State<Catalog> before = follower.look();

        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(follower.look()).isNotSameAs(before);
    }

    @Test
    void aFailureToReadSaysNothingAboutTheContentAndIsTriedAgain() throws IOException {
        file.write(Catalogs.ofSize(3));
        AtomicBoolean fails = new AtomicBoolean();
        FollowedFile<Catalog> followed = FollowedFile.forgottenWhenGone(file.path(), path -> {
            if (fails.get()) {
                throw new IOException("busy");
            }
            return file.read();
        });
        followed.look();
        file.write(Catalogs.ofSize(4));
        fails.set(true);

        assertThat(followed.look().lastGood()).contains(Catalogs.ofSize(3));
        assertThat(followed.look().file()).isInstanceOf(FileRead.Broken.class);

        fails.set(false); // and nothing of the file changes
        assertThat(followed.look().lastGood()).contains(Catalogs.ofSize(4));
    }
}
