package chad.ide.store;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Very long values, each read once from its store into a temporary file, from which any number of clients is served.
 *
 * <p>SQLite holds a value whole, outside of the heap, whatever part of it is asked for, and reads it anew for each part.
 * So one value is read at a time, in one statement, and a slow client keeps a file open and no memory. The files have no
 * name while they are used: the system removes them with the process, however it ends.
 */
@Singleton
class LargeValues {

    /** A shorter value is read by pieces where it stands. */
    static final int LARGE_BYTES = 4 << 20;

    private static final int MAX_FILES = 64;

    /** For who asks again soon: a value is often looked at before it is written, and by several tabs. */
    private static final int IDLE_S = 20;

    /** What is left free on the disk, because engines write there too. */
    private static final long RESERVE_BYTES = 256L << 20;

    private static final String PREFIX = "value-";

    /** @param version of the store's file, or something that equals nothing else when it can't be told */
    record Key(
            Store store,
            String table,
            String column,
            String where,
            List<Object> arguments,
            long size,
            Object version) {}

    /** Reads the whole value. */
    interface Source {
        /** @return false when the value has another length than before, or is gone */
        boolean writeTo(RandomAccessFile file);
    }

    private static final class Spool {

        private final long size;
        private final CompletableFuture<RandomAccessFile> file = new CompletableFuture<>();
        private int readers = 1;
        private long idleSinceNs;

        Spool(long size) {
            this.size = size;
        }
    }

    private final StoreConfig config;
    private final long space;
    private final Semaphore turn = new Semaphore(1, true);
    private final Map<Key, Spool> spools = new HashMap<>();
    private final ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("large-values").factory());

    LargeValues(StoreConfig config) {
        this.config = config;
        this.space =
                Math.max(config.spoolSpace().asLongValue(), config.maxValue().asLongValue());
        alarm.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        removeLeftBehind();
    }

    /** Of a service that was killed between the making of a file and its unlinking. */
    private void removeLeftBehind() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(config.spool(), PREFIX + "*")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException notYet) {
            // it is made for the first value
        } catch (IOException unreadable) {
            Log.warnf("The folder of temporary files can't be cleaned up. folder=%s %s", config.spool(), unreadable);
        }
    }

    /**
     * The value from its beginning.
     *
     * @throws ProblemException 503 when others are reading for long, 507 when the disk is too full
     */
    InputStream open(Key key, Source source) {
        long untilNs = System.nanoTime() + config.spoolPatience().toNanos();
        Spool spool;
        boolean isFirst = false;
        synchronized (spools) {
            spool = joined(key);
            while (spool == null && !hasRoom(key.size())) {
                waitUntil(untilNs);
                spool = joined(key);
            }
            if (spool == null) {
                isFirst = true;
                spool = new Spool(key.size());
                spools.put(key, spool);
            }
        }
        if (isFirst) {
            fill(key, spool, source, untilNs);
        }
        try {
            return new SpoolStream(spool, await(spool, untilNs));
        } catch (RuntimeException failure) {
            leave(spool);
            throw failure;
        }
    }

    private @Nullable Spool joined(Key key) {
        Spool there = spools.get(key);
        if (there != null) {
            there.readers++;
        }
        return there;
    }

    /** Whether there is, once files that nobody reads have made room. */
    private boolean hasRoom(long size) {
        while (spools.size() >= MAX_FILES
                || spools.values().stream().mapToLong(spool -> spool.size).sum() + size > space) {
            Optional<Map.Entry<Key, Spool>> idle = spools.entrySet().stream()
                    .filter(entry -> entry.getValue().readers == 0)
                    .min(Comparator.comparingLong(entry -> entry.getValue().idleSinceNs - System.nanoTime()));
            if (idle.isEmpty()) {
                return false;
            }
            drop(idle.get().getKey(), idle.get().getValue());
        }
        return true;
    }

    private void waitUntil(long untilNs) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNs - System.nanoTime());
        if (leftMs <= 0) {
            throw ProblemType.MEMORY_TAKEN.because(
                    ("Other clients are reading large values that use all of the space for them"
                                    + " (runs.stores.spool-space, %d MB). Try again once they have finished.")
                            .formatted(space >> 20));
        }
        try {
            spools.wait(leftMs);
        } catch (InterruptedException stopping) {
            throw stopping(stopping);
        }
    }

    private void fill(Key key, Spool spool, Source source, long untilNs) {
        try {
            if (!turn.tryAcquire(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw late();
            }
            try {
                spool.file.complete(file(key.size(), source));
            } finally {
                turn.release();
            }
        } catch (InterruptedException stopping) {
            fail(key, spool, stopping(stopping));
        } catch (RuntimeException | Error failure) {
            fail(key, spool, failure);
        }
    }

    /** Those who wait for the same value learn the same; who comes next tries again. */
    private void fail(Key key, Spool spool, Throwable failure) {
        synchronized (spools) {
            spools.remove(key, spool);
            spools.notifyAll();
        }
        spool.file.completeExceptionally(failure);
    }

    private RandomAccessFile file(long size, Source source) {
        RandomAccessFile file = null;
        try {
            Files.createDirectories(
                    config.spool(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            requireRoom(size);
            file = unlinked();
            if (source.writeTo(file)) {
                return file;
            }
            throw ProblemType.STORE_UNAVAILABLE.because("The value changed while it was being read. Try again.");
        } catch (IOException | UncheckedIOException unwritable) {
            close(file);
            requireRoom(0);
            throw ProblemType.STORE_UNAVAILABLE.because(
                    ("The value of %d MB can't be written to the temporary file from which it would be sent: %s"
                                    + " Check that the service can write to the folder runs-api/tmp of the state folder.")
                            .formatted(
                                    size >> 20,
                                    SqliteFiles.why(
                                            unwritable instanceof UncheckedIOException unchecked
                                                    ? Objects.requireNonNull(unchecked.getCause())
                                                    : (IOException) unwritable)),
                    unwritable);
        } catch (RuntimeException | Error failure) {
            close(file);
            throw failure;
        }
    }

    /** Not a channel: the interrupt of one reader would close it for all. */
    private RandomAccessFile unlinked() throws IOException {
        Path path = Files.createTempFile(
                config.spool(),
                PREFIX,
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
    }

    private void requireRoom(long size) {
        long free;
        try {
            free = Files.getFileStore(config.spool()).getUsableSpace();
        } catch (IOException unknown) {
            return; // the attempt to write tells
        }
        if (free < size + RESERVE_BYTES) {
            throw ProblemType.NO_ROOM.because(
                    ("The value is sent from a temporary file, for which the disk of the state folder has too"
                                    + " little space: %d MB are free, %d MB are reserved for the engines. Remove old backups, or"
                                    + " archive stores.")
                            .formatted(free >> 20, RESERVE_BYTES >> 20));
        }
    }

    private RandomAccessFile await(Spool spool, long untilNs) {
        try {
            return spool.file.get(Math.max(0, untilNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw late();
        } catch (InterruptedException stopping) {
            throw stopping(stopping);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("A long value could not be read.", failure.getCause());
        }
    }

    private ProblemException late() {
        return ProblemType.MEMORY_TAKEN.because(
                ("Large values are read one at a time, and others have been read for %d s"
                                + " (runs.stores.spool-patience). Try again in a few seconds.")
                        .formatted(config.spoolPatience().toSeconds()));
    }

    private static IllegalStateException stopping(InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("The service is stopping.", stopping);
    }

    private void leave(Spool spool) {
        synchronized (spools) {
            spool.readers--;
            if (spool.readers == 0) {
                spool.idleSinceNs = System.nanoTime();
                spools.notifyAll();
                if (!alarm.isShutdown()) {
                    alarm.schedule(this::dropIdle, IDLE_S, TimeUnit.SECONDS);
                }
            }
        }
    }

    private void dropIdle() {
        synchronized (spools) {
            long limitNs = System.nanoTime() - TimeUnit.SECONDS.toNanos(IDLE_S);
            Map.copyOf(spools).forEach((key, spool) -> {
                if (spool.readers == 0 && spool.idleSinceNs - limitNs <= 0) {
                    drop(key, spool);
                }
            });
        }
    }

    private void drop(Key key, Spool spool) {
        spools.remove(key, spool);
        close(spool.file.getNow(null));
        spools.notifyAll();
    }

    private static void close(@Nullable RandomAccessFile file) {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException failure) {
            Log.warn("A temporary file could not be closed.", failure);
        }
    }

    /** Temporary files that are there now. */
    int files() {
        synchronized (spools) {
            return spools.size();
        }
    }

    @PreDestroy
    void close() {
        alarm.shutdown();
        synchronized (spools) {
            Map.copyOf(spools).forEach(this::drop);
        }
    }

    private final class SpoolStream extends InputStream {

        private final Spool spool;
        private final RandomAccessFile file;
        private long at;
        private boolean isClosed;

        SpoolStream(Spool spool, RandomAccessFile file) {
            this.spool = spool;
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (isClosed) {
                throw new IOException("The stream is closed.");
            }
            synchronized (file) {
                file.seek(at);
                int read = file.read(into, offset, length);
                at += Math.max(0, read);
                return read;
            }
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                leave(spool);
            }
        }
    }
}
