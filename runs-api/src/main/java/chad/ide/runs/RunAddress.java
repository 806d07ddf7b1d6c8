package chad.ide.runs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Where the dashboard shows a run. It names the store, as the same id may be in several. */
public final class RunAddress {

    private RunAddress() {}

    /** @param dashboard its address as readers reach it, with or without a slash at the end */
    public static String of(String dashboard, String runId, String store) {
        return "%s/runs/%s?in=%s".formatted(dashboard.replaceFirst("/+$", ""), encoded(runId), encoded(store));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }
}
