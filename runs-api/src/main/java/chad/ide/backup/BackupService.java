package chad.ide.backup;

import chad.edge.ProblemException;
import chad.ide.engine.EngineConfig;
import chad.ide.experiments.ExperimentsConfig;
import chad.ide.models.ModelsConfig;
import chad.ide.problem.ProblemType;
import chad.ide.request.Cursor;
import chad.ide.request.Page;
import chad.ide.security.SecurityConfig;
import chad.ide.store.StoreConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups, one at a time, and tells of those that there are. One that takes longer than a request may is made to
 * its end all the same, and is looked at by its name.
 */
@Singleton
class BackupService {

    private static final String CURSOR = "backups";

    /** One that is being made, and the newest that could not be. */
    private record Job(String name, Instant begun, BackupWriter writer, CompletableFuture<Backup> end) {}

    private final BackupConfig config;
    private final BackupSources sources;
    private final BackupFolder folder;
    private final String version;
    private final Clock clock;
    private final Counter failures;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("backup").factory());
    private @Nullable Job running;
    private volatile @Nullable Backup lastFailure;

    BackupService(
            BackupConfig config,
            BackupSources sources,
            @ConfigProperty(name = "quarkus.application.version") String version,
            Clock clock,
            MeterRegistry meters) {
        this.config = config;
        this.sources = sources;
        this.folder = new BackupFolder(sources.folder().backups());
        this.version = version;
        this.clock = clock;
        this.failures = Counter.builder("chad.backups.failed")
                .description("Backups that could not be made")
                .register(meters);
        Gauge.builder("chad.backup.last.success.timestamp", this, BackupService::lastSuccessSeconds)
                .baseUnit("seconds")
                .description("When the newest backup was made, in epoch seconds; 0 if there is none")
                .register(meters);
    }

    private double lastSuccessSeconds() {
        return (double) newest().getEpochSecond();
    }

    @PreDestroy
    void stop() {
        worker.shutdown();
    }

    /** When the newest backup was made, by this process or another; 1970 when there is none. */
    Instant newest() {
        return folder.newest().orElse(Instant.EPOCH);
    }

    /**
     * Makes one and waits for it, though not for ever.
     *
     * @param keep how many are kept, this one included; empty removes none
     * @return in state {@code running} when it takes longer
     * @throws ProblemException when it can't be made: 409 while another is, 507 when the disk is too full
     */
    Backup make(OptionalInt keep) {
        Job job = begin(keep);
        try {
            return job.end().get(config.answerWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException itGoesOn) {
            return view(job);
        } catch (ExecutionException failed) {
            throw problem(failed.getCause() == null ? failed : failed.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return view(job);
        }
    }

    private synchronized Job begin(OptionalInt keep) {
        Job now = running;
        if (now != null && !now.end().isDone()) {
            throw ProblemType.BACKUP_RUNNING.because(
                    "Backup `%s` has been running since %s. GET /api/backups/%s shows its progress."
                            .formatted(now.name(), now.begun(), now.name()));
        }
        String name = folder.freeName(clock.instant());
        BackupWriter writer = new BackupWriter(sources, version, clock);
        CompletableFuture<Backup> end = new CompletableFuture<>();
        Job job = new Job(name, clock.instant(), writer, end);
        running = job;
        worker.execute(() -> run(job, keep));
        return job;
    }

    private void run(Job job, OptionalInt keep) {
        try {
            Manifest manifest = job.writer().write(job.name());
            int pruned = prune(keep);
            Log.infof(
                    "Backup made. backup=%s bytes=%d files=%d stores=%d pruned=%d",
                    job.name(),
                    manifest.sizeBytes(),
                    manifest.fileCount(),
                    manifest.stores().size(),
                    pruned);
            manifest.leftOut()
                    .forEach(file -> Log.warnf(
                            "A database is missing from the backup. backup=%s file=%s: %s",
                            job.name(), file.path(), file.reason()));
            job.end().complete(Backup.done(job.name(), path(job.name()), manifest, pruned));
        } catch (BackupException | RuntimeException failure) {
            failures.increment();
            String reason = failure instanceof BackupException refused ? refused.reason() : failure.toString();
            Log.errorf(failure, "The backup could not be made. backup=%s", job.name());
            lastFailure =
                    Backup.failed(job.name(), path(job.name()), job.begun().toEpochMilli(), clock.millis(), reason);
            job.end().completeExceptionally(failure);
        }
    }

    /** Too many backups are no reason to call the new one failed. */
    private int prune(OptionalInt keep) {
        if (keep.isEmpty()) {
            return 0;
        }
        try {
            return folder.prune(keep.getAsInt());
        } catch (IOException failure) {
            Log.warn("Older backups could not be removed.", failure);
            return 0;
        }
    }

    private static ProblemException problem(Throwable failure) {
        if (failure instanceof BackupException refused) {
            return switch (refused.kind()) {
                case BUSY -> ProblemType.BACKUP_RUNNING.because(refused.reason());
                case NO_ROOM -> ProblemType.NO_ROOM.because(refused.reason());
                case INVALID, FAILED -> ProblemType.INTERNAL.because(refused.reason(), refused);
            };
        }
        return ProblemType.INTERNAL.because("The backup could not be made. The log of runs-api says why.", failure);
    }

    /** Newest first; the one that is being made before them. */
    Page<Backup> list(@Nullable String cursor, int limit) {
        String before = cursor == null ? null : Cursor.parse(CURSOR, cursor, 1).getFirst();
        List<String> left = folder.names().stream()
                .filter(name -> before == null || name.compareTo(before) < 0)
                .limit(limit + 1L)
                .toList();
        List<String> names = left.size() > limit ? left.subList(0, limit) : left;
        List<Backup> items = new ArrayList<>();
        if (before == null) {
            underWay().ifPresent(items::add);
        }
        names.forEach(name -> read(name).ifPresent(items::add));
        return new Page<>(items, left.size() > limit ? Cursor.of(CURSOR, names.getLast()) : null);
    }

    /** One that can't be read must not hide the others. */
    private Optional<Backup> read(String name) {
        Optional<Path> found = folder.find(name);
        try {
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Backup.done(name, path(name), Manifest.readHead(found.get()), 0));
        } catch (IOException damaged) {
            return Optional.of(Backup.failed(
                    name, path(name), 0, 0, "Its manifest can't be read: " + BackupWriter.words(damaged)));
        }
    }

    Backup get(String name) {
        Backup failed = lastFailure;
        return underWay()
                .filter(job -> job.name().equals(name))
                .or(() -> read(name))
                .or(() -> Optional.ofNullable(failed).filter(it -> it.name().equals(name)))
                .orElseThrow(() -> ProblemType.NOT_FOUND.because(
                        "There is no such backup. GET /api/backups lists them; POST /api/backups makes one."));
    }

    private synchronized Optional<Backup> underWay() {
        Job job = running;
        return job == null || job.end().isDone() ? Optional.empty() : Optional.of(view(job));
    }

    private Backup view(Job job) {
        return Backup.running(
                job.name(),
                path(job.name()),
                job.begun().toEpochMilli(),
                job.writer().doneBytes(),
                job.writer().totalBytes());
    }

    private String path(String name) {
        return sources.state().getFileName() + "/" + sources.folder().backups().getFileName() + "/" + name;
    }

    /** Where things lie, by the service's own settings. */
    @Produces
    @Singleton
    static BackupSources sources(
            EngineConfig engine,
            StoreConfig stores,
            ModelsConfig models,
            ExperimentsConfig experiments,
            SecurityConfig security) {
        return new BackupSources(
                engine.stateDir(),
                engine.workflowDir(),
                stores.folders(),
                models.file(),
                experiments.file(),
                security.credentials());
    }
}
