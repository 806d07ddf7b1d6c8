package chad.ide.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeValuesTest {

    private static final long MB = 1 << 20;

    private final Path folder;
    private final LargeValues values;
    private final ExecutorService clients = Executors.newCachedThreadPool();

    LargeValuesTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("tmp"));
        Files.writeString(folder.resolve("tmp/value-17.tmp"), "of a service that was killed");
        this.values = new LargeValues(StoreScannerTest.config(folder.resolve("names.json"), 10));
    }

    @AfterEach
    void close() {
        clients.shutdownNow();
        values.close();
    }

    private LargeValues.Key key(String row, long size) {
        Store store = new Store("one", new StoreLocation.SqliteFile(folder, folder.resolve("one.db")));
        return new LargeValues.Key(store, "t", "c", "k = ?", List.of(row), size, "stamp");
    }

    private static boolean write(RandomAccessFile file, String text) {
        try {
            file.write(text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(ProblemType why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(ProblemException.class))
                .extracting(ProblemException::type)
                .isEqualTo(why);
    }

    @Test
    void oneReadServesAllClients() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(clients.submit(() -> read(values.open(key("a", 50 * MB), file -> {
                reads.incrementAndGet();
                waitFor(go);
                return write(file, "the value");
            }))));
        }
        await().until(() -> reads.get() == 1);
        go.countDown();

        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo("the value");
        }
        assertThat(reads).hasValue(1);
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void onlyOneValueIsReadAtATimeAndOthersWaitABoundedTime() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> isReading = new CompletableFuture<>();
        Future<String> first = clients.submit(() -> read(values.open(key("a", 5 * MB), file -> {
            isReading.complete(null);
            waitFor(go);
            return write(file, "a");
        })));
        isReading.join();

        assertRefused(ProblemType.MEMORY_TAKEN, () -> values.open(key("b", 5 * MB), file -> write(file, "b")));

        go.countDown();
        await().until(first::isDone);
        assertThat(read(values.open(key("b", 5 * MB), file -> write(file, "b"))))
                .isEqualTo("b");
    }

    @Test
    void theFilesThatAreBeingReadTakeNoMoreThanTheirSpace() throws Exception {
        InputStream slow = values.open(key("a", 200 * MB), file -> write(file, "a"));
        assertRefused(ProblemType.MEMORY_TAKEN, () -> values.open(key("b", 200 * MB), file -> write(file, "b")));

        Future<String> waiting = clients.submit(() -> read(values.open(key("b", 200 * MB), file -> write(file, "b"))));
        assertThat(read(slow)).isEqualTo("a");

        assertThat(waiting.get()).isEqualTo("b");
        assertThat(values.files()).isEqualTo(1);
    }

    @Test
    void aValueThatChangedIsRefusedAndReadAnewTheNextTime() throws Exception {
        assertRefused(ProblemType.STORE_UNAVAILABLE, () -> values.open(key("a", 5 * MB), file -> false));

        assertThat(values.files()).isZero();
        assertThat(read(values.open(key("a", 5 * MB), file -> write(file, "new"))))
                .isEqualTo("new");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }
}
