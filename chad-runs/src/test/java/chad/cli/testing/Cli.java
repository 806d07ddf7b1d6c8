package chad.cli.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs a program that is the CLI, in an environment of its own. */
public final class Cli {

    private static final int TIME_LIMIT_SECONDS = 120;

    private final List<String> program;
    private final Path folder;
    private final Map<String, String> environment;

    private Cli(List<String> program, Path folder, Map<String, String> environment) {
        this.program = List.copyOf(program);
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** The compiled classes, without the launcher. What it leaves goes into the folder. */
    public static Cli ofClasses(Path folder) {
        return new Cli(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", // these two as the launcher does: it ends before a better compiler pays
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "chad.cli.Main"),
                folder,
                Map.of());
    }

    /** The launcher, as an operator calls it. */
    public static Cli installed(Path launcher, Path folder) {
        return new Cli(List.of(launcher.toString()), folder, Map.of());
    }

    public Cli with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Cli(program, folder, more);
    }

    /** The same environment, with another program in front of this one. */
    public Cli through(String... wrapper) {
        List<String> command = new ArrayList<>(List.of(wrapper));
        command.addAll(program);
        return new Cli(command, folder, environment);
    }

    /** Both outputs go into files, stdin is empty. */
    public Ended run(String... arguments) {
        return ended(start(arguments));
    }

    /** As {@link #run}, with a text on stdin. */
    public Ended runWith(String stdin, String... arguments) {
        try {
            Path in = Files.writeString(Files.createTempFile(folder, "stdin", ".txt"), stdin);
            Running running = start(builder(command(arguments)).redirectInput(in.toFile()));
            return ended(running);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** On a pseudo-terminal; what it showed is in {@code out}. */
    public Ended onTerminal(String... arguments) {
        String line = command(arguments).stream().map(Cli::quoted).collect(Collectors.joining(" "));
        return ended(start(builder(List.of("script", "-qec", line, "/dev/null"))));
    }

    /** A command that goes on. */
    public record Running(Process process, Path out, Path err) {

        public String shown() {
            try {
                return Files.readString(out) + Files.readString(err);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    public Running start(String... arguments) {
        return start(builder(command(arguments)));
    }

    public Ended ended(Running running) {
        try {
            if (!running.process().waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                running.process().descendants().forEach(ProcessHandle::destroyForcibly);
                running.process().destroyForcibly();
                throw new AssertionError("It did not end: " + running.shown());
            }
            return new Ended(
                    running.process().exitValue(), Files.readString(running.out()), Files.readString(running.err()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private Running start(ProcessBuilder builder) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Running(process, out, err);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        return command;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeIf(name -> name.matches("(CHAD|SMITHERS|CF|XDG)_.*|NO_COLOR|COLUMNS"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().putAll(environment);
        return builder;
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
