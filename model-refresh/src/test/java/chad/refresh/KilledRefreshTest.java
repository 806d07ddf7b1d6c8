package chad.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import chad.refresh.testing.FakeProvider;
import chad.volume.Catalog;
import chad.volume.CatalogFile;
import chad.volume.FileRead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a refreshing process at random moments while a reader reads in a loop. Six rounds here; bench/catalog tells how to ask for
 * 200 by {@code -Dkill.rounds=200}.
 */
class KilledRefreshTest {

    static final int ROUNDS = Integer.getInteger("kill.rounds", 6);

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void aReaderNeverSeesABrokenFileHoweverOftenTheWriterIsKilled(@TempDir Path state) throws Exception {
        var file = new CatalogFile(state.resolve("models.json"));
        Queue<FileRead<Catalog>> bad = new ConcurrentLinkedQueue<>();
        var reads = new AtomicLong();
        var over = new AtomicBoolean();
        try (var provider = new FakeProvider()) {
            alternateSizes(provider);
            new RefreshBed(state, Clock.systemUTC(), provider).job.refresh(false);
            var reader = new Thread(() -> {
                while (!over.get()) {
                    if (!(file.read() instanceof FileRead.Good)) {
                        bad.add(file.read());
                    }
                    reads.incrementAndGet();
                }
            });
            reader.start();

            for (int round = 0; round < ROUNDS; round++) {
                killAtARandomMoment(start(state, provider));
            }
            over.set(true);
            reader.join();

            assertThat(bad).isEmpty();
            assertThat(reads).hasPositiveValue();
            // The lock of the killed is free, and what they left half-written a while ago is cleared away.
            age(state);
            assertThat(new RefreshBed(state, Clock.systemUTC(), provider).job.refresh(true))
                    .isInstanceOf(RefreshOutcome.Refreshed.class);
            assertThat(names(state))
                    .containsExactlyInAnyOrder("models.json", "models-history.json", ".models.json.lock");
        }
    }

    /** What was written a moment ago might be another writer's, and stays. */
    private static void age(Path state) throws IOException {
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofMinutes(2)));
        for (String name : names(state)) {
            if (name.endsWith(".tmp")) {
                Files.setLastModifiedTime(state.resolve(name), before);
            }
        }
    }

    /** Small and large by turns, so that a half-written or mixed file could not pass for a whole one. */
    private static void alternateSizes(FakeProvider provider) {
        List<String> large = IntStream.range(0, 3_000)
                .mapToObj("acme/model-%04d-instruct"::formatted)
                .toList();
        FakeProvider.Answer few = FakeProvider.models(large.subList(0, 5));
        FakeProvider.Answer many = FakeProvider.models(large);
        var requests = new AtomicInteger();
        provider.usually(exchange -> (requests.getAndIncrement() % 2 == 0 ? few : many).to(exchange));
    }

    private static Process start(Path state, FakeProvider provider) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RefreshingProcess.class.getName(),
                        state.toString(),
                        provider.baseUrl())
                .redirectErrorStream(true)
                .start();
    }

    private static void killAtARandomMoment(Process process) throws Exception {
        var said = new ArrayList<String>();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.equals("refreshing")) {
                    boolean endedByItself =
                            process.waitFor(RandomGenerator.getDefault().nextInt(100), TimeUnit.MILLISECONDS);
                    assertThat(endedByItself).isFalse();
                    process.destroyForcibly().waitFor();
                    return;
                }
            }
            throw new AssertionError("the process ended by itself: " + said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
