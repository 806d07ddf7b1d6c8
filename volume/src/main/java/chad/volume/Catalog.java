package chad.volume;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The models that the provider offers, as models.json records them.
 *
 * @param generatedAt when the provider's list was fetched
 * @param source address of the list, without credentials or query
 * @param featured the flagship chat models, best first; a part of {@code chat}
 * @param chat every id that takes a chat prompt, sorted
 * @param changes what came and went since the last file of an earlier day
 * @param excluded id → class of every listed id that is no chat model, sorted
 * @param classes class → why such a model takes no chat prompt, for the classes in {@code excluded}
 * @param liveness id → what it answered when it was asked for one token; empty when no key is configured
 * @param prices id → what the provider takes for it, of the models that have a known price
 */
public record Catalog(
        Instant generatedAt,
        String source,
        List<String> featured,
        List<String> chat,
        CatalogChanges changes,
        Map<String, String> excluded,
        Map<String, String> classes,
        Map<String, Liveness> liveness,
        Map<String, Price> prices) {

    public Catalog {
        prices = inOrder(prices);
        featured = List.copyOf(featured);
        chat = List.copyOf(chat);
        excluded = inOrder(excluded);
        classes = inOrder(classes);
        liveness = inOrder(liveness);
    }

    /** Without prices. */
    public Catalog(
            Instant generatedAt,
            String source,
            List<String> featured,
            List<String> chat,
            CatalogChanges changes,
            Map<String, String> excluded,
            Map<String, String> classes,
            Map<String, Liveness> liveness) {
        this(generatedAt, source, featured, chat, changes, excluded, classes, liveness, Map.of());
    }

    /** Number of ids that the provider lists. */
    public int total() {
        return chat.size() + excluded.size();
    }

    /** Every id that the provider lists. */
    public SortedSet<String> ids() {
        var ids = new TreeSet<>(chat);
        ids.addAll(excluded.keySet());
        return ids;
    }

    /** True when the model was asked and the provider said that it is not there (404) or no longer (410). */
    public boolean isDead(String id) {
        Liveness answer = liveness.get(id);
        return answer != null && answer.status() == Liveness.Status.DEAD;
    }

    public Duration age(Instant now) {
        return Duration.between(generatedAt, now);
    }

    private static <V> Map<String, V> inOrder(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
