package chad.ide.upkeep;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.backup.BackupFolder;
import chad.ide.backup.BackupWriter;
import chad.ide.engine.EngineProcesses;
import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import chad.ide.lifecycle.RunLocks;
import chad.ide.problem.ProblemType;
import chad.ide.store.DatabaseCopy.Outcome;
import chad.ide.store.Store;
import chad.ide.store.StoreArchiver;
import chad.ide.store.StoreArchiver.Removal;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreRegistry.Listed;
import chad.ide.store.StoreState;
import chad.volume.AtomicFile;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts whole stores away. The engine has no verb that deletes runs, and its tables are its own; but it makes a new store
 * where there is none.
 */
@Singleton
class ArchiveService {

    private static final int NAMED = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NOTE =
            "The next launch creates an empty store. Everything else in this one was archived with it:"
                    + " the workflow's memory, cached answers, schedules. To read the archive, add its folder to"
                    + " CHAD_RUNS_DB_DIR.";

    private final StoreRegistry registry;
    private final StoreReader reader;
    private final EngineProcesses processes;
    private final RunLocks locks;
    private final StateFolder state;
    private final Clock clock;
    private final ReentrantLock turn = new ReentrantLock();

    ArchiveService(
            StoreRegistry registry,
            StoreReader reader,
            EngineProcesses processes,
            RunLocks locks,
            StateFolder state,
            Clock clock) {
        this.registry = registry;
        this.reader = reader;
        this.processes = processes;
        this.locks = locks;
        this.state = state;
        this.clock = clock;
    }

    /** A store that can be read. */
    Listed find(String name) {
        return registry.all().stream()
                .filter(listed -> listed.store().name().equals(name))
                .findFirst()
                .filter(listed -> listed.state() instanceof StoreState.Ok)
                .orElseThrow(() -> ProblemType.STORE_NOT_FOUND.because(
                        "There is no readable store with that name. GET /api/stores lists them.",
                        List.of(new FieldError("name", name, "the name of a store"))));
    }

    /** Why it can't be archived, in words; empty when it can. */
    Optional<String> obstacle(Store store) {
        Optional<String> process = process(store);
        if (process.isPresent()) {
            return process;
        }
        List<String> live = reader.list(
                store,
                """
                SELECT %s AS run_id, substr(status, 1, 64) AS status
                  FROM _smithers_runs
                 WHERE status NOT IN ('finished', 'continued', 'failed', 'cancelled')
                 LIMIT ?
                """.formatted(reader.shownId("run_id")),
                row -> "%s (%s)".formatted(row.getString("run_id"), row.getString("status")),
                NAMED + 1);
        if (live.isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(", ", live.subList(0, Math.min(NAMED, live.size())));
        return Optional.of("It has runs that have not ended: %s%s. Let them end, or cancel them."
                .formatted(names, live.size() > NAMED ? " and more" : ""));
    }

    /** An engine process that has not told its store yet may be about to write to any. */
    private Optional<String> process(Store store) {
        return processes.alive().stream()
                .filter(process -> process.store() == null || process.store().equals(store.name()))
                .findFirst()
                .map(process -> "Engine process %d executes run %s. Wait until it ends."
                        .formatted(process.pid(), process.runId()));
    }

    /**
     * One at a time. A large store takes as long as its copy, also when the caller has gone meanwhile.
     *
     * @throws ProblemException 409 when anything speaks against it; nothing was done then
     */
    Archived archive(String name, int olderThanDays) {
        Listed listed = find(name);
        if (!turn.tryLock()) {
            throw inUse(listed.store(), "Another store is being archived. Wait until that is done.");
        }
        try {
            return archive(listed, olderThanDays);
        } finally {
            turn.unlock();
        }
    }

    private Archived archive(Listed listed, int olderThanDays) {
        Store store = listed.store();
        StoreArchiver archiver = new StoreArchiver(store);
        obstacle(store).ifPresent(why -> {
            throw inUse(store, why);
        });
        requireOld(store, olderThanDays);
        long runs = reader.first(store, "SELECT count(*) AS runs FROM _smithers_runs", row -> row.getLong("runs"))
                .orElse(0L);
        try {
            Path copy = copy(store, archiver, runs);
            remove(store, archiver, copy);
            long size = Files.size(copy);
            Log.infof("A store was archived. store=%s archive=%s runs=%d", store.name(), copy.getFileName(), runs);
            String path = "%s/%s/%s"
                    .formatted(state.root().getFileName(), state.archive().getFileName(), copy.getFileName());
            return new Archived(store.name(), path, runs, size, listed.sizeBytes(), NOTE);
        } catch (IOException failure) {
            throw ProblemType.INTERNAL.because(
                    "The store `%s` could not be archived: %s. It is unchanged."
                            .formatted(store.name(), BackupWriter.words(failure)),
                    failure);
        }
    }

    private void requireOld(Store store, int days) {
        if (days == 0) {
            return;
        }
        long newestMs = reader.first(
                        store,
                        "SELECT coalesce(max(coalesce(finished_at_ms, created_at_ms)), 0) AS newest FROM"
                                + " _smithers_runs",
                        row -> row.getLong("newest"))
                .orElse(0L);
        Instant newest = Instant.ofEpochMilli(newestMs);
        if (newest.isAfter(clock.instant().minus(Duration.ofDays(days)))) {
            throw inUse(store, "Its newest run ended at %s, which is not %d days ago.".formatted(newest, days));
        }
    }

    /** Whole, on the disk and under its name, before anything is taken away. */
    private Path copy(Store store, StoreArchiver archiver, long runs) throws IOException {
        PrivateFiles.makeFolder(state.archive());
        requireRoom(store);
        String plain = archiver.fileName().substring(0, archiver.fileName().lastIndexOf('.'));
        Path copy = state.archive().resolve(plain + "-" + BackupFolder.stamp(clock.instant()) + ".db");
        Path half = state.archive().resolve("." + copy.getFileName());
        if (Files.exists(copy)) {
            throw inUse(store, "It has just been archived.");
        }
        Files.deleteIfExists(half);
        Outcome copied = archiver.copyTo(half);
        if (!(copied instanceof Outcome.Whole whole) || whole.runs() == null || whole.runs() != runs) {
            Files.deleteIfExists(half);
            throw inUse(
                    store,
                    copied instanceof Outcome.Unreadable unreadable
                            ? "It can't be copied. " + unreadable.reason()
                            : "Runs were added while it was being copied.");
        }
        PrivateFiles.sync(half);
        Files.move(half, copy);
        AtomicFile.syncFolder(state.archive());
        return copy;
    }

    private void requireRoom(Store store) throws IOException {
        long needed = find(store.name()).sizeBytes();
        long free = Files.getFileStore(state.archive()).getUsableSpace();
        if (free < needed) {
            throw ProblemType.NO_ROOM.because(
                    "The archive takes %,d MB until the store itself is gone, and the disk has %,d MB left."
                            .formatted(needed >> 20, free >> 20));
        }
    }

    private void remove(Store store, StoreArchiver archiver, Path copy) throws IOException {
        Removal removal = null;
        try {
            removal = locks.whileNobodyActs(PATIENCE, () -> {
                        process(store).ifPresent(why -> {
                            throw inUse(store, why);
                        });
                        return registry.whileUnread(store, clock.millis(), () -> removed(archiver));
                    })
                    .orElseThrow(() -> inUse(store, "Actions on its runs are in progress."));
            switch (removal) {
                case REMOVED -> {}
                case IN_USE -> throw inUse(store, "A process that this service did not start has it open.");
                case WRITTEN_MEANWHILE -> throw inUse(store, "It was written to while it was being copied.");
            }
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        } finally {
            if (removal != Removal.REMOVED) {
                Files.deleteIfExists(copy);
            }
        }
    }

    private static Removal removed(StoreArchiver archiver) {
        try {
            return archiver.remove();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ProblemException inUse(Store store, String why) {
        return ProblemType.STORE_IN_USE.because("The store `%s` was not archived. %s".formatted(store.name(), why));
    }
}
