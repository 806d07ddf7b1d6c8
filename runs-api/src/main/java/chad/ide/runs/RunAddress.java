package chad.ide.runs;

import chad.ide.answers.TruncatedValue;

/** Where the dashboard shows a run. It names the store, as the same id may be in several. */
public final class RunAddress {

    private RunAddress() {}

    /** @param dashboard its address as readers reach it, with or without a slash at the end */
    public static String of(String dashboard, String runId, String store) {
        return "%s/runs/%s?in=%s"
                .formatted(
                        dashboard.replaceFirst("/+$", ""),
                        TruncatedValue.encoded(runId),
                        TruncatedValue.encoded(store));
    }
}
