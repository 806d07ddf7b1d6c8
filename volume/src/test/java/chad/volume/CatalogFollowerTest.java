package chad.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFollowerTest {

    CatalogFile file;
    CatalogFollower follower;

    @BeforeEach
    void follow(@TempDir Path state) {
        file = new CatalogFile(state.resolve("models.json"));
        follower = new CatalogFollower(file.path());
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
        assertThat(follower.look().file()).isInstanceOf(CatalogRead.Broken.class);
        assertThat(follower.look().fileIsGood()).isFalse();
    }

    @Test
    void theLastGoodCatalogServesWhileTheFileIsGone() throws IOException {
        file.write(Catalogs.ofSize(3));
        follower.look();

        Files.delete(file.path());

        assertThat(follower.look().lastGood()).contains(Catalogs.ofSize(3));
        assertThat(follower.look().file()).isEqualTo(new CatalogRead.Missing());
    }

    @Test
    void aRepairedFileIsFollowedAgain() throws IOException {
        Files.writeString(file.path(), "{");
        assertThat(follower.look().lastGood()).isEmpty();

        file.write(Catalogs.ofSize(5));

        assertThat(follower.look().lastGood()).contains(Catalogs.ofSize(5));
    }
}
