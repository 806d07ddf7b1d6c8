package chad.ide.engine;

import chad.ide.files.StateFolder;
import chad.ide.logging.Warnings;
import chad.ide.secrets.Secrets;
import chad.ide.store.Store;
import chad.ide.store.StoreLocation.SqliteFile;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.spi.Converter;

/** Builds the parts of this package by hand, around a state folder and an engine of the test's choice. */
final class EngineWorkbench {

    final Path state;

    /** What was told of the calls. */
    final List<EngineCalled> calls = new CopyOnWriteArrayList<>();

    private final Map<String, String> settings = new HashMap<>();

    EngineWorkbench(Path state, Path workflows) {
        this.state = state;
        set("state-dir", state.toString());
        set("workflow-dir", workflows.toString());
    }

    EngineWorkbench set(String key, String value) {
        settings.put("runs.engine." + key, value);
        return this;
    }

    /** Puts a shell script in the engine's place, for what a real engine does not do on demand. */
    EngineWorkbench engineIs(String script) {
        try {
            Path file = state.resolve("engine.sh");
            Files.writeString(file, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            return set("binary", file.toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    EngineConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(EngineConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withConverter(Duration.class, 300, (Converter<Duration>) DurationConverter::parseDuration)
                .build()
                .getConfigMapping(EngineConfig.class);
    }

    Engine engine() {
        return new Engine(
                config(),
                folder(),
                installation(),
                environment(System.getenv()),
                guard(),
                Clock.systemUTC(),
                calls::add);
    }

    /** In the state folder, where no repository is. */
    EnginePlace place() {
        return new EnginePlace(state, state, null);
    }

    StateFolder folder() {
        return new StateFolder(state);
    }

    Guard guard() {
        return new Guard(folder());
    }

    EngineInstallation installation() {
        return new EngineInstallation(config());
    }

    /** @param agents the variables of agents, by name, as in {@code CHAD_AGENT_ENV} */
    ChildEnvironment environment(Map<String, String> ours, String... agents) {
        return new ChildEnvironment(config(), folder(), installation(), agents(List.of(agents), ours), ours);
    }

    AgentVariables agents(List<String> specs, Map<String, String> ours) {
        return new AgentVariables(specs, ours, new Secrets(), new Warnings());
    }

    static Store store(Path file) {
        return new Store("test", new SqliteFile(file.resolveSibling("."), file));
    }
}
