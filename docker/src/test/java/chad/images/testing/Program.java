package chad.images.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, executed in the folder of compose.yaml, with an end to our patience. */
public final class Program {

    public static final Path ROOT =
            Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    private static final File NOTHING = new File("/dev/null");
    private static final Duration LIMIT = Duration.ofMinutes(20); // the first build fetches the engine

    private Program() {}

    /** What a program ended with. */
    public record Said(List<String> command, int exitCode, String out, String err) {

        public String successfully() {
            if (exitCode != 0) {
                throw new AssertionError("%s exited with %d.%n%s%n%s".formatted(command, exitCode, out, err));
            }
            return out;
        }

        /** All that it wrote. */
        public String text() {
            return out + err;
        }
    }

    public static Said run(Map<String, String> environment, List<String> command) {
        return run(environment, command, NOTHING);
    }

    /** @param input what the program reads from its standard input */
    public static Said run(Map<String, String> environment, List<String> command, File input) {
        try {
            Path out = Files.createTempFile("program", ".out");
            Path err = Files.createTempFile("program", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(ROOT.toFile())
                        .redirectInput(input)
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
            throw new AssertionError("Is %s there?".formatted(command.getFirst()), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
