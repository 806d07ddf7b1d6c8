package chad.ide.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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

    ProcessFiles(Path stateDir) {
        this.root = stateDir.resolve("runs-api").resolve("runs");
    }

    /** The run's folder. Ids that are no good file names, which only the engine itself takes, are hashed. */
    Path folder(String runId) {
        return root.resolve(runId.matches("[a-z0-9][a-z0-9_.-]{0,63}") ? runId : "~" + sha256(runId));
    }

    /** Makes the folder, readable by nobody else: an engine's log may quote prompts. */
    Path prepare(String runId) throws IOException {
        Files.createDirectories(root);
        Path folder = folder(runId);
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        moveAside(folder.resolve(ANSWER));
        return folder;
    }

    /** Whole or not at all: the record is read again after a crash. */
    void write(OwnProcess process) throws IOException {
        Path folder = folder(process.runId());
        Path temporary = folder.resolve(RECORD + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(JSON.writeValueAsBytes(process)));
            channel.force(false);
        }
        Files.move(
                temporary, folder.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** All records that can be read. */
    List<OwnProcess> readAll() {
        List<OwnProcess> found = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return found;
        }
        try (Stream<Path> folders = Files.list(root)) {
            folders.forEach(folder -> read(folder).ifPresent(found::add));
        } catch (IOException unreadable) {
            Log.warn("The records of engine processes can't be listed.", unreadable);
        }
        return found;
    }

    private static Optional<OwnProcess> read(Path folder) {
        Path file = folder.resolve(RECORD);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), OwnProcess.class));
        } catch (IOException damaged) {
            Log.warnf(damaged, "The record of an engine process can't be read. folder=%s", folder.getFileName());
            return Optional.empty();
        }
    }

    /** The end of the process's standard output, where its answer is. */
    String answer(String runId) {
        return tail(folder(runId).resolve(ANSWER));
    }

    /** The end of what it logged. */
    String log(String runId) {
        return tail(folder(runId).resolve(LOG));
    }

    /** Cuts what has grown beyond the limit. */
    void bound(String runId, long limit) {
        for (String name : List.of(LOG, ANSWER)) {
            Path file = folder(runId).resolve(name);
            try {
                if (Files.isRegularFile(file) && Files.size(file) > limit) {
                    Files.copy(file, aside(file), StandardCopyOption.REPLACE_EXISTING);
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(0);
                    }
                }
            } catch (IOException failure) {
                Log.warnf("The output of an engine process can't be cut. run=%s file=%s: %s", runId, name, failure);
            }
        }
    }

    void delete(String runId) {
        Path folder = folder(runId);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException failure) {
            Log.warnf("An old record could not be removed. run=%s: %s", runId, failure);
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
