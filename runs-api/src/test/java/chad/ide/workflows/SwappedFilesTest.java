package chad.ide.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import chad.edge.ProblemException;
import chad.ide.engine.WorkflowRoots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While somebody else swaps a file, and its folder, for a link that leads out of the workflow folder and back, as fast as
 * it goes. Of 5,973 reads 8 left the folder, as the path was looked at first and followed then.
 */
class SwappedFilesTest {

    private static final int ROUNDS = 20_000;
    private static final String INSIDE = "export default 1;";
    private static final String SECRET = "the secret of another folder";

    private final Path root;
    private final Path outside;
    private final WorkflowFiles files;
    private final AtomicBoolean over = new AtomicBoolean();
    private Thread swapper = new Thread();

    SwappedFilesTest(@TempDir Path folder) throws IOException {
        this.root = Files.createDirectory(folder.toRealPath().resolve("workflows"));
        this.outside = Files.createDirectory(folder.toRealPath().resolve("outside"));
        this.files = new WorkflowFiles(
                WorkflowFilesTest.config(), new WorkflowRoots(List.of(new WorkflowRoots.Root("", root))));
    }

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectory(root.resolve("lib"));
        Files.writeString(root.resolve("a.jsx"), INSIDE);
        Files.writeString(root.resolve("lib/a.jsx"), INSIDE);
        Files.writeString(outside.resolve("a.jsx"), SECRET);
    }

    @AfterEach
    void stop() throws InterruptedException {
        over.set(true);
        swapper.join();
    }

    private interface Swap {
        void once() throws IOException;
    }

    private void swapping(Swap swap) {
        swapper = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    swap.once();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        });
    }

    private void swapFile() throws IOException {
        Path link = root.resolve(".link");
        Path text = root.resolve(".text");
        Files.createSymbolicLink(link, outside.resolve("a.jsx"));
        Files.move(link, root.resolve("a.jsx"), StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(text, INSIDE);
        Files.move(text, root.resolve("a.jsx"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void swapFolder() throws IOException {
        Files.move(root.resolve("lib"), root.resolve(".lib"), StandardCopyOption.ATOMIC_MOVE);
        Files.createSymbolicLink(root.resolve("lib"), outside);
        Files.delete(root.resolve("lib"));
        Files.move(root.resolve(".lib"), root.resolve("lib"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Optional<String> read(String name) {
        try {
            return files.find(new WorkflowPath(name)).map(files::read);
        } catch (ProblemException gone) {
            return Optional.empty();
        }
    }

    @Test
    void noReadLeavesTheFolderOverAFile() {
        swapping(this::swapFile);
        readMany("a.jsx");
    }

    @Test
    void noReadLeavesTheFolderOverAFolder() {
        swapping(this::swapFolder);
        readMany("lib/a.jsx");
    }

    private void readMany(String name) {
        int found = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Optional<String> text = read(name);
            assertThat(text.orElse(INSIDE)).as("read %d", i).isIn(INSIDE, "");
            found += text.isPresent() ? 1 : 0;
        }
        assertThat(found).isPositive();
    }

    @Test
    void noWriteLeavesTheFolder() throws IOException {
        swapping(this::swapFolder);
        int written = 0;
        for (int i = 0; i < ROUNDS / 4; i++) {
            try {
                files.write(root.resolve("lib/b.jsx"), INSIDE);
                written++;
            } catch (UncheckedIOException swappedAway) {
                assertThat(swappedAway).hasMessageContaining("could not be written");
            }
            assertThat(Files.exists(outside.resolve("b.jsx"), LinkOption.NOFOLLOW_LINKS))
                    .as("write %d", i)
                    .isFalse();
        }
        assertThat(written).isPositive();
        try (var left = Files.list(outside)) {
            assertThat(left).containsExactly(outside.resolve("a.jsx"));
        }
    }

    @Test
    void noRemovalLeavesTheFolder() {
        swapping(this::swapFolder);
        WorkflowFile file = new WorkflowFile("lib/a.jsx", root.resolve("lib/a.jsx"), 1, 1);
        for (int i = 0; i < ROUNDS / 4; i++) {
            try {
                files.remove(file);
            } catch (UncheckedIOException swappedAway) {
                assertThat(swappedAway).hasMessageContaining("could not be deleted");
            }
        }
        assertThat(outside.resolve("a.jsx")).exists();
    }

    /** A link that was there all the time, to a file of the folder, is what it leads to. */
    @Test
    void aLinkInsideIsFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("b.jsx"), Path.of("lib/a.jsx"));

        assertThat(read("b.jsx")).contains(INSIDE);
    }
}
