package chad.ide.runs;

import chad.ide.engine.RunKey;
import chad.ide.store.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A run and the store that holds it. */
public record StoredRun(Store store, String id) {

    public RunKey key() {
        return RunKey.of(store, id);
    }

    /**
     * The address of something of this run, which names the store: other stores may hold a run of the same id.
     *
     * @param rest begins with a slash; a query may be in it
     */
    public String href(String rest) {
        return "/api/runs/%s%s%sstore=%s"
                .formatted(encoded(id), rest, rest.contains("?") ? "&" : "?", encoded(store.name()));
    }

    /** As one segment of a path, or one value of a query. */
    public static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
