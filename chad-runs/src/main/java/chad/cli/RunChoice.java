package chad.cli;

import chad.cli.api.Query;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which run. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class RunChoice {

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
    private String id;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "The run's store, if several stores hold a run with this id.")
    private @Nullable String store;

    String id() {
        return id;
    }

    @Nullable String store() {
        return store;
    }

    /** The run, or what is below it. */
    Query at(String... below) {
        return Query.under("runs", id, below).with("store", store);
    }
}
