package chad.ide.runs;

import chad.ide.request.Page;
import chad.ide.runs.RunsResource.RunPage;
import chad.ide.secrets.MaskedBytes;
import chad.ide.secrets.Secrets;
import chad.ide.store.StoreRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the list as they go over the wire. A page is made again only when something that a list could show has
 * changed; until then the same bytes serve, and who has them already is told so.
 */
// Caffeine picks the class of a cache by its name, and Quarkus registers none for a cache with weights.
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMW")
@Singleton
class RunList {

    /** Bytes of all pages that are kept. */
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private record Key(RunFilter filter, @Nullable String cursor, int limit, boolean counted) {}

    private record Kept(long revision, Object masks, MaskedBytes body) {}

    private final StoreRegistry registry;
    private final RunIndex index;
    private final RunService runs;
    private final Secrets secrets;
    private final ObjectMapper json;
    /** Revisions begin anew with the process, so a tag of the one before must not match. */
    private final String instance = UUID.randomUUID().toString().substring(0, 8);

    private final Cache<Key, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, Kept page) -> page.body().bytes().length + 200)
            .build();

    RunList(StoreRegistry registry, RunIndex index, RunService runs, Secrets secrets, ObjectMapper json) {
        this.registry = registry;
        this.index = index;
        this.runs = runs;
        this.secrets = secrets;
        this.json = json;
    }

    /** The value of the {@code ETag} that every page has now. */
    String tag() {
        registry.awaitFirstLook();
        return instance + "-" + index.revision();
    }

    /** The page's JSON, masked once for all who ask for it. */
    MaskedBytes page(RunFilter filter, @Nullable String cursor, int limit, boolean counted) {
        Key key = new Key(filter, cursor, limit, counted);
        long revision = index.revision();
        Object masks = secrets.revision();
        return Optional.ofNullable(kept.getIfPresent(key))
                .filter(page -> page.revision() == revision && page.masks() == masks)
                .orElseGet(() -> {
                    Kept fresh = new Kept(revision, masks, secrets.masked(bytes(read(key))));
                    kept.put(key, fresh);
                    return fresh;
                })
                .body();
    }

    private RunPage read(Key key) {
        Page<RunSummary> page = runs.list(key.filter(), key.cursor(), key.limit());
        return new RunPage(page.items(), page.nextCursor(), key.counted() ? runs.counts(key.filter()) : null);
    }

    private byte[] bytes(RunPage page) {
        try {
            return json.writeValueAsBytes(page);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
