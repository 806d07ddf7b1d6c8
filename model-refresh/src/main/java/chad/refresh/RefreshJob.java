package chad.refresh;

import static chad.refresh.FailureKind.SHRUNKEN;
import static chad.refresh.FailureKind.WRITE_FAILED;

import chad.refresh.RefreshOutcome.Busy;
import chad.refresh.RefreshOutcome.Failed;
import chad.refresh.RefreshOutcome.Refreshed;
import chad.refresh.names.CatalogFilter;
import chad.volume.Catalog;
import chad.volume.CatalogChanges;
import chad.volume.CatalogFile;
import chad.volume.FileLock;
import chad.volume.FileRead;
import chad.volume.FollowedFile;
import chad.volume.Price;
import chad.volume.PriceTable;
import chad.volume.PricesFile;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One refresh, from the provider's list to models.json. Whatever goes wrong on the way, the file stays as it was: it is
 * replaced as the last step, in one move.
 */
@ApplicationScoped
public class RefreshJob {

    private static final Duration LONGEST_WAIT_AFTER_FAILURE = Duration.ofHours(4);
    private static final Duration LONGEST_WISH = Duration.ofDays(1);

    private final Duration retryAfterFailure;
    private final CatalogFile file;
    private final FollowedFile<Catalog> follower;
    private final Clock clock;
    private final ProviderClient provider;
    private final LivenessCheck liveness;
    private final ModelTables tables;
    private final History history;
    private final RefreshMetrics metrics;
    private final PricesFile prices;
    private final String providerHost;
    private volatile RefreshAttempts attempts = RefreshAttempts.NONE;

    RefreshJob(
            RefreshConfig config,
            Clock clock,
            ProviderClient provider,
            LivenessCheck liveness,
            ModelTables tables,
            History history,
            RefreshMetrics metrics) {
        retryAfterFailure = config.retryAfterFailure();
        file = new CatalogFile(config.catalogPath());
        follower = new CatalogFile(config.catalogPath()).followed();
        this.clock = clock;
        this.provider = provider;
        this.liveness = liveness;
        this.tables = tables;
        this.history = history;
        this.metrics = metrics;
        prices = new PricesFile(config.pricesPath());
        providerHost = Objects.requireNonNullElse(
                URI.create(config.provider().baseUrl()).getHost(), "");
    }

    /** The file as it is now, and the last good catalog. */
    FollowedFile.State<Catalog> catalog() {
        return follower.look();
    }

    RefreshAttempts attempts() {
        return attempts;
    }

    /**
     * Refreshes, unless a refresh is at work already.
     *
     * @param acceptShrunken whether a list that has lost more than half of its models is taken for true
     */
    RefreshOutcome refresh(boolean acceptShrunken) {
        long startedNs = System.nanoTime();
        RefreshOutcome outcome = refreshAndRemember(acceptShrunken);
        metrics.record(outcome, Duration.ofNanos(System.nanoTime() - startedNs));
        return outcome;
    }

    /** Makes up for an entry of the history that a refresh was killed before it wrote. */
    void completeHistory() {
        try (FileLock lock = FileLock.take(FileLock.beside(file.path())).orElse(null)) {
            if (lock != null && file.read() instanceof FileRead.Good<Catalog>(Catalog catalog)) {
                history.record(catalog);
            }
        } catch (IOException e) {
            Log.errorf("catalog: the folder of %s can't be written (%s)", file.path(), e);
        }
    }

    private RefreshOutcome refreshAndRemember(boolean acceptShrunken) {
        Instant startedAt = clock.instant();
        RefreshOutcome outcome;
        try (FileLock lock = FileLock.take(FileLock.beside(file.path())).orElse(null)) {
            if (lock == null) {
                return new Busy();
            }
            outcome = refresh(startedAt, acceptShrunken);
        } catch (IOException e) {
            outcome = new Failed(Failure.of(
                    WRITE_FAILED,
                    "%s can't be written (%s). Check the state folder's owner and free space."
                            .formatted(file.path(), e)));
        }
        switch (outcome) {
            case Refreshed(Catalog catalog) -> succeeded(startedAt, catalog);
            case Failed(Failure failure) -> failed(startedAt, failure);
            case Busy _ -> {}
        }
        return outcome;
    }

    private RefreshOutcome refresh(Instant startedAt, boolean acceptShrunken) throws IOException {
        Optional<Catalog> previous = follower.look().lastGood();
        return switch (provider.models()) {
            case Fetch.Failed(Failure failure) -> new Failed(failure);
            case Fetch.Listed(SortedSet<String> ids, int odd) -> {
                Optional<Failure> shrunken = acceptShrunken ? Optional.empty() : shrunken(previous, ids);
                if (shrunken.isPresent()) {
                    yield new Failed(shrunken.get());
                }
                if (odd > 0) {
                    Log.warnf("catalog: %d entries of the provider's list have no valid id and were skipped", odd);
                }
                Catalog catalog = catalog(startedAt, ids, news(previous, ids, startedAt));
                if (catalog.chat().isEmpty()) {
                    yield new Failed(Failure.of(
                            FailureKind.EMPTY,
                            ("According to the class table, none of the %d listed models accepts a chat prompt. Check"
                                            + " model-classes.yaml.")
                                    .formatted(ids.size())));
                }
                file.write(catalog);
                history.record(catalog);
                yield new Refreshed(catalog);
            }
        };
    }

    private Catalog catalog(Instant startedAt, SortedSet<String> ids, CatalogChanges changes) {
        ModelTables.Tables inForce = tables.read();
        inForce.problems().forEach(problem -> Log.errorf("catalog: %s", problem));
        CatalogFilter.Parted parted = new CatalogFilter(inForce.classes()).part(ids);
        LivenessCheck.Picked picked = liveness.pick(inForce.families().candidates(parted.chat()));
        return new Catalog(
                startedAt,
                provider.source(),
                picked.featured(),
                parted.chatIds(),
                changes,
                parted.excluded(),
                parted.reasons(),
                picked.liveness(),
                prices(ids, startedAt));
    }

    /** What the provider takes for a model, where the table has it. */
    private Map<String, Price> prices(SortedSet<String> ids, Instant now) {
        prices.problem().ifPresent(problem -> Log.errorf("catalog: %s", problem));
        PriceTable table = prices.table();
        Map<String, Price> found = new TreeMap<>();
        ids.forEach(id -> table.find(providerHost, id, null, now).ifPresent(price -> found.put(id, price)));
        return found;
    }

    /** Against the last file of an earlier day, so that a second refresh does not wipe the morning's news. */
    private CatalogChanges news(Optional<Catalog> previous, SortedSet<String> ids, Instant now) {
        if (previous.isEmpty()) {
            return CatalogChanges.NONE; // with nothing to compare with, all is known and nothing new
        }
        Catalog last = previous.get();
        if (day(last.generatedAt()).isBefore(day(now))) {
            return CatalogChanges.between(last.ids(), last.generatedAt(), ids);
        }
        Instant comparedWith = last.changes().comparedWith();
        return comparedWith == null
                ? CatalogChanges.NONE
                : CatalogChanges.between(last.changes().undoneFrom(last.ids()), comparedWith, ids);
    }

    private LocalDate day(Instant instant) {
        ZoneId zone = clock.getZone();
        return LocalDate.ofInstant(instant, zone);
    }

    /** A provider that drops half of its models overnight has an accident, far more often than a plan. */
    private static Optional<Failure> shrunken(Optional<Catalog> previous, SortedSet<String> ids) {
        if (previous.isEmpty()) {
            return Optional.empty();
        }
        var gone = new TreeSet<>(previous.get().ids());
        int known = gone.size();
        gone.removeAll(ids);
        if (gone.size() * 2 <= known) {
            return Optional.empty();
        }
        return Optional.of(Failure.of(
                SHRUNKEN,
                ("%d of the %d known models are gone from the provider's list; that looks like a mistake of"
                                        + " the provider.")
                                .formatted(gone.size(), known)
                        + " To accept it: POST /refresh?acceptShrunken=true"));
    }

    private void succeeded(Instant startedAt, Catalog catalog) {
        int failures = attempts.failures();
        attempts = new RefreshAttempts(startedAt, 0, "", Instant.MIN);
        Log.infof(
                "catalog: %d models, %d for chat, %d new, %d gone, featured: %s%s",
                catalog.total(),
                catalog.chat().size(),
                catalog.changes().added().size(),
                catalog.changes().removed().size(),
                String.join(", ", catalog.featured()),
                failures == 0 ? "" : " (after %d failed refreshes)".formatted(failures));
    }

    private void failed(Instant startedAt, Failure failure) {
        RefreshAttempts before = attempts;
        int failures = before.failures() + 1;
        Duration wait = Backoff.doubled(retryAfterFailure, failures, LONGEST_WAIT_AFTER_FAILURE);
        Duration wish = failure.retryAfter().orElse(Duration.ZERO);
        if (wish.compareTo(wait) > 0) {
            wait = wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH;
        }
        attempts = new RefreshAttempts(
                startedAt, failures, failure.detail(), clock.instant().plus(wait));
        if (before.failures() > 0 && before.lastFailure().equals(failure.detail())) {
            Log.debugf("catalog: refresh failed again, for the same reason (%d times)", failures);
        } else {
            Log.warnf(
                    "catalog: refresh failed (%s), %s is unchanged. %s",
                    failure.kind().word(), file.path(), failure.detail());
        }
    }
}
