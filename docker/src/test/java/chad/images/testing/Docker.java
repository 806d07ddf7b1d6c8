package chad.images.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The docker CLI, as an operator uses it, in the folder of compose.yaml. */
public final class Docker {

    public static final Path ROOT =
            Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(20); // the first build fetches the engine

    private final Map<String, String> environment;

    public Docker(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** What a call of the CLI ended with. */
    public record Said(List<String> command, int exitCode, String out, String err) {

        public String successfully() {
            if (exitCode != 0) {
                throw new AssertionError("%s exited with %d.%n%s%n%s".formatted(command, exitCode, out, err));
            }
            return out;
        }
    }

    public Said run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("docker", ".out");
            Path err = Files.createTempFile("docker", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(ROOT.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("%s gave no answer within %s.".formatted(command, LIMIT));
                }
                return new Said(command, process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException failed) {
            throw new AssertionError("Is the docker CLI there? " + command, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
