package chad.refresh.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The service under test on a folder of its own and on a {@link FakeProvider}, which is injected where a test has a field for it. */
public final class FakeProviderResource implements QuarkusTestResourceLifecycleManager {

    public static final String NAMED_KEYS = """
            {"SMITHERS_RUNS_API_KEY": "file-key-of-the-tests",
             "keys": [{"name": "cron", "role": "operator", "key": "cron-key-of-the-tests"},
                      {"name": "wall", "role": "viewer", "key": "wall-key-of-the-tests"}]}
            """;

    private final FakeProvider provider = new FakeProvider();

    @Override
    public Map<String, String> start() {
        provider.lists("z-ai/glm-5.1", "baai/bge-m3");
        try {
            Path state = Files.createTempDirectory("model-refresh");
            writeCredentials(state, NAMED_KEYS);
            return Map.of(
                    "refresh.state-dir",
                    state.toString(),
                    "refresh.provider.base-url",
                    provider.baseUrl(),
                    "refresh.provider.first-backoff",
                    "1ms",
                    // The packed service may start beside one of `make up`.
                    "quarkus.management.port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(provider, new TestInjector.MatchesType(FakeProvider.class));
    }

    @Override
    public void stop() {
        provider.close();
    }

    /** As its owner's alone. */
    public static void writeCredentials(Path state, String json) throws IOException {
        Path file = Files.writeString(state.resolve("credentials.json"), json);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
