package chad.ide.engine;

import chad.edge.ProblemException;
import chad.ide.engine.EngineAvailability.Missing;
import chad.ide.engine.EngineAvailability.Ready;
import chad.ide.files.StateFolder;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which engine there is. Asked once when the service starts, beside the start, and again while it is missing. */
@ApplicationScoped
public class EngineStatus {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private final EngineInstallation installation;
    private final ChildEnvironment environment;
    private final Guard guard;
    private final Clock clock;

    private @Nullable CompletableFuture<EngineAvailability> asked;
    private long askedAtMs;

    EngineStatus(EngineInstallation installation, ChildEnvironment environment, Guard guard, Clock clock) {
        this.installation = installation;
        this.environment = environment;
        this.guard = guard;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        PrivateFolder.sweep(clock.instant());
        ask();
    }

    /** Waits for the first answer, about a second after the start; later it answers at once. */
    public EngineAvailability availability() {
        EngineAvailability known = ask().join();
        boolean old = known instanceof Missing && clock.millis() - askedAtMs() > ASK_AGAIN.toMillis();
        return old ? askAnew().join() : known;
    }

    private synchronized CompletableFuture<EngineAvailability> ask() {
        return asked == null ? askAnew() : asked;
    }

    private synchronized CompletableFuture<EngineAvailability> askAnew() {
        askedAtMs = clock.millis();
        CompletableFuture<EngineAvailability> question = new CompletableFuture<>();
        asked = question;
        Thread.ofPlatform().daemon().name("engine-check").start(() -> question.complete(checkAndLog()));
        return question;
    }

    private synchronized long askedAtMs() {
        return askedAtMs;
    }

    private EngineAvailability checkAndLog() {
        EngineAvailability found = check();
        switch (found) {
            case Ready ready -> Log.infof("The engine is available. version=%s bun=%s", ready.engine(), ready.bun());
            case Missing missing -> Log.warn(missing.reason());
        }
        return found;
    }

    private EngineAvailability check() {
        try {
            String engine = version(installation.binary().toString(), "--version");
            String bun = version("bun", "-p", Guard.QUESTION);
            return new Ready(engine, bun);
        } catch (ProblemException missing) {
            return new Missing(missing.detail());
        } catch (IOException broken) {
            return new Missing(installation
                    .missing("The engine's CLI exists but can't be executed: %s.".formatted(broken.getMessage()))
                    .detail());
        }
    }

    private String version(String program, String... arguments) throws IOException {
        // a name without a folder is looked up in OUR path by the JVM, and bun is in the engine's
        List<String> line = new ArrayList<>(List.of("/usr/bin/env", program));
        line.addAll(List.of(arguments));
        EngineCall.Output said;
        try (PrivateFolder folder = PrivateFolder.create(null, installation.nodeModules())) {
            Map<String, String> variables = environment.variables(new StateFolder(folder.path()));
            guard.tryOut(variables);
            said = EngineCall.run(line, folder.path(), variables, TIME_LIMIT, 65_536);
        }
        String first = said.output().lines().findFirst().orElse("").strip();
        guard.isLoaded(!first.equals(Guard.UNGUARDED));
        if (first.equals(Guard.UNGUARDED)) {
            throw new IOException(
                    "bun does not load the guard of engine processes (runs-api/engine/guard.cjs in the state"
                            + " folder), and without it none is started");
        }
        if (said.end() != EngineCall.End.EXITED
                || said.exitCode() != 0
                || !first.matches("[0-9][0-9A-Za-z.+-]{0,40}")) {
            throw new IOException("`%s %s` printed no version"
                    .formatted(Path.of(program).getFileName(), String.join(" ", arguments)));
        }
        return first;
    }
}
