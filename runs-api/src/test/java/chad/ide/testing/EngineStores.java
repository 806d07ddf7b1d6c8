package chad.ide.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A workspace in which the real engine writes stores: a folder with workflows, one with the state, and nothing of the
 * code under test. Each sample workflow writes the store of its name.
 */
public final class EngineStores {

    /** The samples, in {@code src/test/resources/workflows}. */
    public enum Sample {
        /** Finishes by itself: two parts in parallel, then their sum. Input {@code {"prompt":"…","n":1}}. */
        COUNT("count.jsx"),
        /** Takes {@code delayMs} of its input, a minute by default, or until {@code releaseFile} is there. */
        SLOW("slow.jsx"),
        /** Stops at the gate {@code release}. */
        GATE("gate.jsx"),
        /** Stops for {@code signal}, {@code timer}, {@code answer}, {@code gates}: those that {@code stops} of its input names. */
        ASKS("asks.jsx"),
        /** Puts scripts, links and terminal escapes wherever text can be, then stops at the gate {@code gate}. */
        HOSTILE("hostile.jsx"),
        /** Can't be loaded. */
        BROKEN("broken.jsx");

        private final String fileName;

        Sample(String fileName) {
            this.fileName = fileName;
        }

        public String fileName() {
            return fileName;
        }

        /** The store that its runs are in. */
        public String storeName() {
            return fileName.replace(".jsx", "");
        }
    }

    /** What an engine process left when it ended. */
    public record Ended(int exitCode, String output) {}

    private static final int TIME_LIMIT_SECONDS = 60;

    private final Path folder;

    /** Makes {@code workflows} and {@code state} in the folder. */
    public EngineStores(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(workflows().resolve("lib"));
            Files.createDirectories(state());
            if (!Files.exists(workflows().resolve("node_modules"))) {
                Files.createSymbolicLink(workflows().resolve("node_modules"), nodeModules());
            }
            copy("lib/words.js");
            for (Sample sample : Sample.values()) {
                copy(sample.fileName());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where {@code scripts/install-engine} put the engine. */
    public static Path nodeModules() {
        Path modules = Path.of(System.getProperty("project.root", "..")).resolve("workflows/node_modules");
        if (!Files.exists(modules.resolve(".bin/smithers"))) {
            throw new IllegalStateException("The engine is not installed: run scripts/install-engine.");
        }
        return modules.toAbsolutePath().normalize();
    }

    public Path workflows() {
        return folder.resolve("workflows");
    }

    public Path state() {
        return folder.resolve("state");
    }

    public Path store(Sample sample) {
        return state().resolve(sample.storeName() + ".db");
    }

    /** Adds a workflow file of the test's own, or replaces one. */
    public Path write(String name, String source) {
        try {
            Path file = workflows().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, source);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs a workflow to its end, or to where it waits. */
    public Ended run(Sample sample, String runId, String input) {
        return await(start(sample, runId, input));
    }

    /** Starts a run; end it with {@link Process#destroyForcibly} to leave what a crash leaves. */
    public Process start(Sample sample, String runId, String input) {
        return smithers("up", workflows().resolve(sample.fileName()).toString(), "--run-id", runId, "--input", input);
    }

    /** Goes on with a run. */
    public Ended resume(Sample sample, String runId) {
        return await(smithers("up", workflows().resolve(sample.fileName()).toString(), "--resume", runId, "--force"));
    }

    /** Any verb, in the state folder. */
    public Process smithers(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(nodeModules().resolve(".bin/smithers").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--format", "json"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(state().toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", nodeModules().resolve(".bin") + ":" + System.getenv("PATH"));
        environment.put("CHAD_STATE_DIR", state().toString());
        environment.put("SMITHERS_POST_FAILURE", "0");
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                folder.resolve("engine-output.txt").toFile()));
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits for the end; fails when it takes longer than a minute. */
    public Ended await(Process process) {
        try {
            if (!process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("The engine did not end in " + TIME_LIMIT_SECONDS + " s: " + output());
            }
            return new Ended(process.exitValue(), output());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("engine-output.txt"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void copy(String name) throws IOException {
        try (InputStream sample = EngineStores.class.getResourceAsStream("/workflows/" + name)) {
            if (sample == null) {
                throw new IllegalStateException("no sample " + name);
            }
            Files.writeString(workflows().resolve(name), new String(sample.readAllBytes(), UTF_8));
        }
    }
}
