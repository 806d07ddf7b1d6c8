package chad.ide.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what earlier editions kept in files into the database, once. All files of a kind go in by one transaction, then
 * each gets the ending {@value #ENDING}: nothing is removed, and what could not be understood is still there to be read.
 * A crash between the two leaves files that the database knows already. Files that turn up later, as by a restore of a
 * backup of an earlier edition, are taken over at the next start.
 */
@Singleton
public class TakeOver {

    public static final String ENDING = ".taken-over";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ledger ledger;
    private final Clock clock;

    public TakeOver(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * What was found in a file.
     *
     * @param unreadable entries that could not be understood
     */
    public record Found(long entries, long unreadable) {}

    /** Brings the content of one file into the database. */
    public interface Reader {
        Found read(Transaction transaction, Path file, byte[] content) throws SQLException;
    }

    /** A file as it was when it was read. */
    private record Source(Path file, long sizeBytes, long modifiedAtMs, byte[] content) {}

    private record Taken(Path file, Found found) {}

    /**
     * @param files those that are not there are left out
     * @return those that could not be read, so that nobody knows what they hold
     * @throws LedgerUnavailableException when the database can't be written now; the files stay as they are
     */
    public List<Path> run(String what, List<Path> files, Reader reader) {
        List<Path> there = files.stream().filter(Files::isRegularFile).toList();
        if (there.isEmpty()) {
            return List.of();
        }
        List<Taken> taken = ledger.inTransaction(transaction -> {
            List<Taken> all = new ArrayList<>();
            for (Path file : there) {
                Source source = source(what, file);
                if (source != null) {
                    all.add(new Taken(file, take(transaction, source, reader)));
                }
            }
            return all;
        });
        taken.forEach(one -> rename(one.file()));
        tell(what, taken);
        return there.stream()
                .filter(file -> taken.stream().noneMatch(one -> one.file().equals(file)))
                .filter(Files::exists)
                .toList();
    }

    /** As {@link #run}; when the database can't be written now, the files stay as they are until the next start. */
    public void atStart(String what, List<Path> files, Reader reader) {
        try {
            run(what, files, reader);
        } catch (LedgerUnavailableException later) {
            Log.debugf(later, "Files of an earlier edition will be taken over at the next start. what=%s", what);
        }
    }

    /** What a file of one JSON value holds; a missing node when it is damaged, zeros of a lost write among that. */
    public static JsonNode json(byte[] content) {
        try {
            return JSON.readTree(new String(content, UTF_8));
        } catch (JsonProcessingException damaged) {
            return JSON.missingNode();
        }
    }

    private static @Nullable Source source(String what, Path file) {
        try {
            return new Source(
                    file, Files.size(file), Files.getLastModifiedTime(file).toMillis(), Files.readAllBytes(file));
        } catch (NoSuchFileException gone) {
            return null;
        } catch (IOException unreadable) {
            Log.errorf(
                    "A file of an earlier edition (%s) can't be read, so its contents are not known. Check its"
                            + " owner and mode, and restart. file=%s cause=%s",
                    what, file, unreadable);
            return null;
        }
    }

    private Found take(Transaction transaction, Source source, Reader reader) throws SQLException {
        String name = source.file().toString();
        boolean isKnown = transaction
                .first(
                        "SELECT 1 FROM taken_over WHERE file = ? AND size_bytes = ? AND modified_at_ms = ?",
                        row -> row.getInt(1),
                        name,
                        source.sizeBytes(),
                        source.modifiedAtMs())
                .isPresent();
        if (isKnown) {
            return new Found(0, 0);
        }
        Found found = reader.read(transaction, source.file(), source.content());
        transaction.change(
                "INSERT INTO taken_over (file, size_bytes, modified_at_ms, at_ms, entries, unreadable)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                name,
                source.sizeBytes(),
                source.modifiedAtMs(),
                clock.millis(),
                found.entries(),
                found.unreadable());
        return found;
    }

    private static void rename(Path file) {
        Path to = file.resolveSibling(file.getFileName() + ENDING);
        for (int i = 2; Files.exists(to); i++) {
            to = file.resolveSibling("%s%s-%d".formatted(file.getFileName(), ENDING, i));
        }
        try {
            Files.move(file, to);
        } catch (IOException failure) {
            Log.warnf(
                    "A file that was taken over could not be renamed; it will not be read again. file=%s cause=%s",
                    file, failure);
        }
    }

    private static void tell(String what, List<Taken> taken) {
        for (Taken one : taken) {
            if (one.found().unreadable() > 0) {
                Log.warnf(
                        "Entries of a file of an earlier edition could not be parsed; they remain in the file."
                                + " what=%s file=%s%s unreadable=%d",
                        what, one.file(), ENDING, one.found().unreadable());
            }
        }
        Log.infof(
                "Files of an earlier edition were taken over into the service's database. what=%s files=%d entries=%d",
                what,
                taken.size(),
                taken.stream().mapToLong(one -> one.found().entries()).sum());
    }
}
