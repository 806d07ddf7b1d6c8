package chad.ide.engine;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the engine's CLI is. Looked up each time, for it may be installed while the service runs: three stats beside
 * the second that a call takes.
 */
@Singleton
class EngineInstallation {

    private static final String HOW =
            "Run `scripts/install-engine`, or set SMITHERS_BIN to the engine's CLI. Runs can still be read without it.";

    private final EngineConfig config;

    EngineInstallation(EngineConfig config) {
        this.config = config;
    }

    /** @throws ProblemException 503 when there is none */
    Path binary() {
        Path binary = config.binary().orElseGet(() -> config.workflowDir().resolve("node_modules/.bin/smithers"));
        if (!Files.isExecutable(binary) || Files.isDirectory(binary)) {
            throw missing("The engine's CLI was not found: %s.".formatted(binary.getFileName()));
        }
        return binary.toAbsolutePath().normalize();
    }

    ProblemException missing(String what) {
        return ProblemType.ENGINE_UNAVAILABLE.because(what + " " + HOW);
    }

    /** The {@code node_modules} that the CLI lies in; empty when it was installed in some other way. */
    Optional<Path> nodeModules() {
        Path binary = config.binary().orElseGet(() -> config.workflowDir().resolve("node_modules/.bin/smithers"));
        Path modules = binary.toAbsolutePath().normalize().getParent();
        while (modules != null && !modules.endsWith("node_modules")) {
            modules = modules.getParent();
        }
        return Optional.ofNullable(modules).filter(Files::isDirectory);
    }

    /** The jj that comes with the engine, else the one that is installed; empty when there is none. */
    Optional<Path> jj() {
        Optional<Path> packages = nodeModules().map(modules -> modules.resolve("@smithers-orchestrator"));
        if (packages.isPresent()) {
            try (DirectoryStream<Path> bundled = Files.newDirectoryStream(packages.get(), "jj-*")) {
                for (Path folder : bundled) {
                    Path binary = folder.resolve("bin/jj");
                    if (Files.isExecutable(binary)) {
                        return Optional.of(binary);
                    }
                }
            } catch (IOException none) {
                Log.debugf("The engine's packages can't be listed: %s", none.getMessage());
            }
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "jj"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where the engine and the tools of the workflows find their programs: bun first. */
    String searchPath(String ours) {
        return nodeModules()
                .map(modules -> modules.resolve(".bin") + ":" + ours)
                .orElse(ours);
    }
}
