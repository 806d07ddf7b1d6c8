package chad.ide.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import chad.volume.AtomicFile;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What is kept of engine processes, one folder a run: {@code process.json} (the record), {@code engine.log} (what it
 * said), {@code answer.out} (its standard output, which ends with its answer).
 *
 * <p>The process writes its output straight into the files, not through pipes to us: it must survive our end. So the
 * files are bounded from outside: what is too long is copied to {@code .1} and cut to nothing, which is safe because
 * the process appends.
 */
final class ProcessFiles {

    static final String LOG = "engine.log";
    static final String ANSWER = "answer.out";
    private static final String RECORD = "process.json";
    private static final int TAIL_BYTES = 262_144;

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Path root;
    private final Map<RunKey, Path> folders = new ConcurrentHashMap<>();

    ProcessFiles(StateFolder state) {
        this.root = state.runs();
    }

    /**
     * The run's folder: the one that has its id for a name, unless that is taken by a run of the same id in another
     * store. Then the store's name is added to it.
     */
    Path folder(RunKey run) {
        return folders.computeIfAbsent(run, _ -> {
            Path plain = root.resolve(fileName(run.runId()));
            String store = run.store();
            return store == null || !folders.containsValue(plain)
                    ? plain
                    : root.resolve(plain.getFileName() + "@" + fileName(store));
        });
    }

    /** Names that are no good file names, which only the engine itself takes, are hashed. */
    private static String fileName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}") ? name : "~" + sha256(name);
    }

    /** The store of a run that was launched is known now. Its folder stays where it is, as its process writes there. */
    void located(RunKey launched, RunKey run) {
        Path folder = folders.remove(launched);
        if (folder != null) {
            folders.put(run, folder);
        }
    }

    /** Makes the folder, readable by nobody else: an engine's log may quote prompts. */
    Path prepare(RunKey run) throws IOException {
        Path folder = PrivateFiles.makeFolder(folder(run));
        moveAside(folder.resolve(ANSWER));
        return folder;
    }

    /** Whole or not at all: the record is read again after a crash. A folder that somebody removed is not made anew. */
    void write(RecordedProcess process) throws IOException {
        Path folder = folder(process.key());
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        AtomicFile.write(folder.resolve(RECORD), JSON.writeValueAsBytes(process));
    }

    /** All records that can be read. */
    List<RecordedProcess> readAll() {
        List<RecordedProcess> found = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return found;
        }
        try (Stream<Path> entries = Files.list(root)) {
            entries.forEach(folder -> read(folder).ifPresent(process -> {
                folders.put(process.key(), folder);
                found.add(process);
            }));
        } catch (IOException unreadable) {
            Log.warn("The records of engine processes can't be listed.", unreadable);
        }
        return found;
    }

    private static Optional<RecordedProcess> read(Path folder) {
        Path file = folder.resolve(RECORD);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), RecordedProcess.class));
        } catch (IOException damaged) {
            Log.warnf(damaged, "The record of an engine process can't be read. folder=%s", folder.getFileName());
            return Optional.empty();
        }
    }

    /** The end of the process's standard output, where its answer is. */
    String answer(RunKey run) {
        return tail(folder(run).resolve(ANSWER));
    }

    /** The end of what it logged. */
    String log(RunKey run) {
        return tail(folder(run).resolve(LOG));
    }

    /** Cuts what has grown beyond the limit. */
    void bound(RunKey run, long limit) {
        for (String name : List.of(LOG, ANSWER)) {
            Path file = folder(run).resolve(name);
            try {
                if (Files.isRegularFile(file) && Files.size(file) > limit) {
                    Files.copy(file, aside(file), StandardCopyOption.REPLACE_EXISTING);
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(0);
                    }
                }
            } catch (IOException failure) {
                Log.warnf(
                        "The output of an engine process can't be truncated. run=%s file=%s: %s",
                        run.runId(), name, failure);
            }
        }
    }

    /** Takes values out of what an ended process said; while it lives the file is its own. */
    void mask(RunKey run, UnaryOperator<OutputStream> masking) {
        for (String name : List.of(LOG, ANSWER, LOG + ".1", ANSWER + ".1")) {
            Path file = folder(run).resolve(name);
            if (!Files.isRegularFile(file)) {
                continue;
            }
            Path temporary = file.resolveSibling(name + ".masked");
            try {
                try (OutputStream out = masking.apply(Files.newOutputStream(temporary))) {
                    Files.copy(file, out);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException failure) {
                Log.warnf(
                        "The output of an engine process could not be masked. run=%s file=%s: %s",
                        run.runId(), name, failure);
            }
        }
    }

    void delete(RunKey run) {
        Path folder = folder(run);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
            folders.remove(run);
        } catch (IOException failure) {
            Log.warnf("An old record could not be removed. run=%s: %s", run.runId(), failure);
        }
    }

    private static void moveAside(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.move(file, aside(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private static String tail(Path file) {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, reader.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (reader.length() - start)];
            reader.seek(start);
            reader.readFully(bytes);
            return new String(bytes, UTF_8);
        } catch (IOException notYetThere) {
            return "";
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
