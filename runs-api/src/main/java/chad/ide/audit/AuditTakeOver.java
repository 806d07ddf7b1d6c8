package chad.ide.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.ledger.TakeOver;
import chad.ide.ledger.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The log of earlier editions: files of lines of JSON, each named by the number of its first line
 * ({@code audit-0000000000000042.ndjson}).
 */
@Singleton
class AuditTakeOver {

    private final AuditConfig config;
    private final TakeOver takeOver;
    private final ObjectReader json;

    AuditTakeOver(AuditConfig config, TakeOver takeOver, ObjectMapper json) {
        this.config = config;
        this.takeOver = takeOver;
        this.json = json.readerFor(AuditEntry.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** @throws chad.ide.ledger.LedgerUnavailableException when the database can't be written now */
    void run() {
        takeOver.run("audit", oldestFirst(), this::take);
    }

    private List<Path> oldestFirst() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(config.folder(), "audit-[0-9]*.ndjson")) {
            entries.forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException nothingToTakeOver) {
            return List.of();
        } catch (IOException unreadable) {
            Log.errorf(
                    "The folder with the audit log of an earlier edition can't be listed. Check its owner and"
                            + " mode, and restart. cause=%s",
                    unreadable);
            return List.of();
        }
        files.sort(null); // the numbers in the names are padded
        return files;
    }

    private TakeOver.Found take(Transaction transaction, Path file, byte[] content) throws SQLException {
        List<String> lines;
        try (Stream<String> all = new String(content, UTF_8).lines()) {
            lines = all.filter(line -> !line.isBlank()).toList();
        }
        List<AuditEntry> entries =
                lines.stream().map(this::parsed).flatMap(Optional::stream).toList();
        AuditQueries.addNumbered(transaction, entries);
        return new TakeOver.Found(entries.size(), lines.size() - entries.size());
    }

    /** Empty for a line that a crash cut short. */
    private Optional<AuditEntry> parsed(String line) {
        try {
            AuditEntry entry = json.readValue(line);
            return isWhole(entry) ? Optional.of(entry) : Optional.empty();
        } catch (JsonProcessingException torn) {
            return Optional.empty();
        }
    }

    /** What comes from a file has whatever the file has. */
    private static boolean isWhole(AuditEntry entry) {
        return entry.seq() > 0
                && Stream.of(entry.action(), entry.method(), entry.path(), entry.result(), entry.detail())
                        .allMatch(part -> part != null);
    }
}
