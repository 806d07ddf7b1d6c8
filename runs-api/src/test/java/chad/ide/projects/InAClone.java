package chad.ide.projects;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.testing.EngineStores;
import chad.ide.testing.TemporaryFolder;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The service as {@code make up} starts it, its state and workflows in a clone, with a repository of git beside it as
 * the project {@code shop}.
 */
public class InAClone implements QuarkusTestProfile {

    /** The service and the tests live in different class loaders: what they share goes through the JVM. */
    private static final String PROPERTY = "runs.test.clone";

    @Override
    public Map<String, String> getConfigOverrides() {
        if (System.getProperty(PROPERTY) == null) { // the overrides are asked for more than once
            System.setProperty(PROPERTY, TemporaryFolder.make("in-a-clone-").toString());
            repository(cloned(), "README.md", "Runs IDE\n");
            repository(shop(), "price.txt", "3 euros\n");
            repository(byHand(), "own.txt", "mine\n");
        }
        EngineStores workspace = new EngineStores(cloned());
        return Map.of(
                "chad.state-dir",
                workspace.state().toString(),
                "chad.workflow-dir",
                workspace.workflows().toString(),
                "runs.stores.folders",
                workspace.state() + "," + byHand(),
                "runs.stores.read-default",
                "true",
                "runs.projects.named",
                String.join(
                        ",",
                        List.of(
                                "shop=" + shop(),
                                "plain=" + workspace.state().resolve("plain"),
                                "gone=" + shop().resolveSibling("gone"),
                                "all=" + cloned(),
                                "nameless")));
    }

    static Path cloned() {
        return Path.of(System.getProperty(PROPERTY)).resolve("clone");
    }

    static Path shop() {
        return Path.of(System.getProperty(PROPERTY)).resolve("shop");
    }

    /** Where a person works with the engine's own CLI. */
    static Path byHand() {
        return shop().resolveSibling("by-hand");
    }

    static EngineStores workspace() {
        return new EngineStores(cloned());
    }

    /** What git prints, standard error included. */
    static String git(Path folder, String... arguments) {
        return said(folder, List.of("git", "-c", "user.name=kim", "-c", "user.email=kim@example.com"), arguments);
    }

    /** As {@link #git}, by the jj that comes with the engine. */
    static String jj(Path folder, String... arguments) {
        Path jj = EngineStores.nodeModules().resolve("@smithers-orchestrator/jj-linux-x64/bin/jj");
        return said(
                folder,
                List.of(jj.toString(), "--config=user.name=kim", "--config=user.email=kim@example.com"),
                arguments);
    }

    private static String said(Path folder, List<String> program, String... arguments) {
        try {
            List<String> line = new ArrayList<>(program);
            line.addAll(List.of(arguments));
            Process process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return said;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void repository(Path folder, String file, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), text);
            Files.writeString(folder.resolve(".gitignore"), "state/\nworkflows/\n.worktrees/\n");
            git(folder, "init", "--initial-branch=main");
            git(folder, "add", "--all");
            git(folder, "commit", "-m", "Begin");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
