package chad.nativecheck;

import chad.nativecheck.agent.RecordingAgent;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A program of the native sources as a process on the JVM, with the agent that writes down what it reflects upon. */
final class Watched implements AutoCloseable {

    private static final int END_LIMIT_SECONDS = 30;

    private final Path recording;
    private final Path log;
    private final Process process;

    private Watched(Path recording, Path log, Process process) {
        this.recording = recording;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param folder its current folder, where the agent and the recording are put as well
     */
    static Watched start(NativeSources sources, Path folder, Map<String, String> settings, String... arguments) {
        try {
            Path recording = Files.createTempFile(folder, "recording-", ".tsv");
            Path log = Files.createTempFile(folder, "program-", ".log");
            String plainMain = sources.isService() ? "" : "chad.cli.Main";
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-javaagent:" + agent(folder) + "=" + recording + "," + plainMain,
                    "-jar",
                    sources.jar().toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.matches("(CHAD|SMITHERS|CF|RUNS|NVIDIA|ANTHROPIC|QUARKUS)_.*"));
            builder.environment().putAll(settings);
            return new Watched(recording, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended by itself, and gives what it asked. */
    List<Recorded> await() {
        try {
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("It does not end. It said: " + output());
            }
            return Recorded.read(recording);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Has it end in good order, and gives what it asked. */
    List<Recorded> stop() {
        process.destroy();
        return await();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** What it said on either stream. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The agent as a jar, which is the only form that a JVM takes one in. */
    static Path agent(Path folder) throws IOException {
        Path jar = folder.resolve("agent.jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", RecordingAgent.class.getName());
        attributes.putValue("Boot-Class-Path", "agent.jar"); // java.lang.Class calls it
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Can-Redefine-Classes", "true");
        Path classes = Path.of("target/test-classes");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> agent = Files.list(classes.resolve("chad/nativecheck/agent"))) {
            for (Path part : agent.toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(part).toString()));
                Files.copy(part, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
