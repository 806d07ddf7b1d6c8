package chad.ide.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The stores that there are now, and in which state each is. */
@ApplicationScoped
public class StoreRegistry {

    /**
     * A store as the operator sees it.
     *
     * @param sizeBytes of the file and its write-ahead log
     * @param walBytes of the write-ahead log alone
     */
    public record Listed(Store store, StoreState state, SchemaShape shape, long sizeBytes, long walBytes) {}

    /** How long a look at a store is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StorePools pools;
    private final SqliteFiles files;
    private final ConcurrentHashMap<String, OpenStore> stores = new ConcurrentHashMap<>();
    private volatile List<String> problems = List.of();
    private final CountDownLatch firstLook = new CountDownLatch(1);

    StoreRegistry(StorePools pools, SqliteFiles files) {
        this.pools = pools;
        this.files = files;
    }

    /** What the folders hold and is not among the stores, and why, in words for the operator. */
    public List<String> problems() {
        awaitFirstLook();
        return problems;
    }

    void problems(List<String> found) {
        problems = List.copyOf(found);
    }

    /** Why a store is closed to readers, in words for the operator. */
    String whyUnread(Store store) {
        return open(store)
                .map(open -> open.state().reason())
                .filter(reason -> !reason.isEmpty())
                .orElse("It no longer exists.");
    }

    /** Every file that was found, readable or not, by name. */
    public List<Listed> all() {
        awaitFirstLook();
        return stores.values().stream()
                .map(open -> {
                    StoreStamp stamp = open.stamp();
                    return stamp == null
                            ? new Listed(open.store, open.state(), open.shape(), 0, 0)
                            : new Listed(open.store, open.state(), open.shape(), stamp.totalSize(), stamp.walSize());
                })
                .sorted(Comparator.comparing(listed -> listed.store().name()))
                .toList();
    }

    /** The stores that can be read. */
    public List<Store> readable() {
        return all().stream()
                .filter(listed -> listed.state() instanceof StoreState.Ok)
                .map(Listed::store)
                .toList();
    }

    /** The readable stores that were written last, the latest first. */
    public List<Store> latestWritten(int most) {
        awaitFirstLook();
        return stores.values().stream()
                .filter(open -> open.state() instanceof StoreState.Ok)
                .sorted(Comparator.comparingLong(StoreRegistry::writtenAtMs).reversed())
                .limit(most)
                .map(open -> open.store)
                .toList();
    }

    private static long writtenAtMs(OpenStore open) {
        StoreStamp stamp = open.stamp();
        return stamp == null ? Long.MAX_VALUE : stamp.newestMs();
    }

    public Optional<Store> byName(String name) {
        awaitFirstLook();
        return Optional.ofNullable(stores.get(name)).map(open -> open.store);
    }

    Optional<OpenStore> open(Store store) {
        return Optional.ofNullable(stores.get(store.name())).filter(open -> open.store.equals(store));
    }

    Collection<OpenStore> everyOpen() {
        return stores.values();
    }

    OpenStore add(Store store) {
        return stores.computeIfAbsent(store.name(), name -> new OpenStore(store, pools, files));
    }

    void remove(OpenStore gone) {
        stores.remove(gone.store.name(), gone);
    }

    /**
     * Does something to a store's file while nobody of this process has it open; who wants to read it is told that it
     * can't be read now. It is looked at again by itself, a second later if it is still there.
     *
     * @throws StoreUnavailableException when it is gone, or is being looked at for long
     */
    public <T> T whileUnread(Store store, long nowMs, Supplier<T> action) {
        OpenStore open =
                open(store).orElseThrow(() -> new StoreUnavailableException(store, "It no longer exists.", null));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.checking.compareAndSet(false, true)) {
            if (System.nanoTime() > deadline) {
                throw new StoreUnavailableException(store, "Reading it takes a long time.", null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        try {
            open.open(null);
            open.notReadable(new StoreState.Unreadable("It is being archived."), nowMs);
            return action.get();
        } finally {
            open.checking.set(false);
        }
    }

    void lookedOnce() {
        firstLook.countDown();
    }

    /** A service that was asked in its first milliseconds answers a moment later rather than with an empty list. */
    public void awaitFirstLook() {
        try {
            boolean looked = firstLook.await(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
            if (!looked) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
