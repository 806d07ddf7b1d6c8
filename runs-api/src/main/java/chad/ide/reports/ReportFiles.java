package chad.ide.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.problem.ProblemType;
import chad.ide.secrets.Secrets;
import chad.volume.AtomicFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reports on disk, one markdown file a night. What a report covers stands at its end, in a link definition that
 * no reader is shown, so that the file is all there is to keep: nothing beside it can disagree.
 */
@Singleton
class ReportFiles {

    private static final Pattern NAME = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})\\.md");
    private static final Pattern COVERS =
            Pattern.compile("\\[//]: # \\(covers ([0-9]{1,15}) to ([0-9]{1,15}), made ([0-9]{1,15})\\)\\s*$");
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    /**
     * A report on disk.
     *
     * @param from the first moment that it covers; null when somebody took that line away
     * @param until the first that it does not cover any more
     */
    record Report(
            LocalDate period,
            @Nullable Instant from,
            @Nullable Instant until,
            Instant createdAt,
            long sizeBytes,
            String markdown) {}

    private final Path folder;
    private final Secrets secrets;

    ReportFiles(ReportsConfig config, Secrets secrets) {
        this.secrets = secrets;
        this.folder = config.folder().toAbsolutePath().normalize();
    }

    /** The path of a night's report, relative to the folder that the folder of reports is in. */
    String path(LocalDate period) {
        return folder.getFileName() + "/" + period + ".md";
    }

    /** Every night with a report, newest first. */
    List<LocalDate> nights() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> night(file.getFileName().toString()).stream())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            throw ProblemType.INTERNAL.because(
                    "The folder of the reports, %s, can't be listed. Check its permissions."
                            .formatted(folder.getFileName()),
                    unreadable);
        }
    }

    private static Optional<LocalDate> night(String fileName) {
        Matcher name = NAME.matcher(fileName);
        try {
            return name.matches() ? Optional.of(LocalDate.parse(name.group(1))) : Optional.empty();
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    /** @throws chad.edge.ProblemException 500 when there is one that can't be read */
    Optional<Report> find(LocalDate period) {
        Path file = folder.resolve(period + ".md");
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("%s has more than %d bytes: it is not a report.".formatted(file, MAX_BYTES));
            }
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, UTF_8);
            Matcher covers = COVERS.matcher(text);
            return covers.find()
                    ? Optional.of(new Report(
                            period,
                            instant(covers.group(1)),
                            instant(covers.group(2)),
                            instant(covers.group(3)),
                            bytes.length,
                            text))
                    : Optional.of(new Report(
                            period, null, null, Files.getLastModifiedTime(file).toInstant(), bytes.length, text));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw ProblemType.INTERNAL.because(
                    "The report %s can't be read. Check its permissions and size, or delete it."
                            .formatted(path(period)),
                    unreadable);
        }
    }

    private static Instant instant(String ms) {
        return Instant.ofEpochMilli(Long.parseLong(ms));
    }

    /** Takes the place of an earlier report of that night. */
    void write(ReportPeriod period, String markdown, Instant now) throws IOException {
        String covers = "\n[//]: # (covers %d to %d, made %d)\n"
                .formatted(period.from().toEpochMilli(), period.until().toEpochMilli(), now.toEpochMilli());
        AtomicFile.write(folder.resolve(period.date() + ".md"), (secrets.mask(markdown) + covers).getBytes(UTF_8));
    }
}
