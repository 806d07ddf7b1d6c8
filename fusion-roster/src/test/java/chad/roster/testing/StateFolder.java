package chad.roster.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** A state folder for the service under test. */
public final class StateFolder implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            return Map.of(
                    "roster.state-dir",
                    Files.createTempDirectory("fusion-roster").toString(),
                    "quarkus.management.port",
                    "0"); // the packed service may start beside one of `make up`
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
