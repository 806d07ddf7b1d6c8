package chad.ide.reports;

import chad.edge.ProblemException;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.ledger.TakeOver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * Reports on their way into Open WebUI.
 *
 * <p>An entry says only that the night's note is to have what the report says now; the words are taken from the report
 * when they are sent. It is written before the first try, so a crash leaves at worst an entry that still waits although
 * the note is there: the next try then finds that note and updates it, and never makes a second one. Tries are made one
 * at a time.
 */
@Singleton
@Startup // its meters are there before the first use
class Outbox {

    private static final int BEHIND_THE_DATABASE = 10;

    private final OutboxQueries queries;
    private final TakeOver takeOver;
    private final Path folder;
    private final ReportsConfig.WebUi config;
    private final OpenWebUiClient client;
    private final ReportFiles reports;
    private final Clock clock;
    private final Counter failures;
    private final Map<LocalDate, OutboxEntry> entries = new ConcurrentSkipListMap<>();
    private boolean isRead;

    Outbox(
            OutboxQueries queries,
            TakeOver takeOver,
            ReportsConfig config,
            OpenWebUiClient client,
            ReportFiles reports,
            Clock clock,
            MeterRegistry meters) {
        this.queries = queries;
        this.takeOver = takeOver;
        this.folder = config.folder().toAbsolutePath().normalize().resolve("outbox");
        this.config = config.webui();
        this.client = client;
        this.reports = reports;
        this.clock = clock;
        this.failures = Counter.builder("chad.reports.posts.failed")
                .description("Failed attempts to post a report to Open WebUI")
                .register(meters);
        Gauge.builder("chad.reports.waiting.age", this, Outbox::oldestWaitSeconds)
                .baseUnit("seconds")
                .description("How long the oldest report has been waiting for Open WebUI; 0 if none is")
                .register(meters);
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent starting) {
        try {
            recall();
        } catch (LedgerUnavailableException later) {
            Log.debug("The outbox of the reports waits for the database.", later);
        }
    }

    /** What was refused is tried once more after a start: a setting may be another one now. */
    private synchronized void recall() {
        if (isRead) {
            return;
        }
        takeOver.run("outbox of the reports", files(), OutboxQueries::take);
        queries.all().forEach((night, entry) -> {
            boolean again = entry.state() == OutboxEntry.State.FAILED;
            entries.put(night, again ? OutboxEntry.wanted(entry, clock.millis()) : entry);
        });
        isRead = true;
    }

    /** Of an earlier edition, a small one a night. */
    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            Log.error("The outbox of an earlier edition can't be listed: nothing of it is posted.", unreadable);
            return List.of();
        }
    }

    /** Of the report that waits longest for Open WebUI; 0 when none waits. */
    private double oldestWaitSeconds() {
        return entries.values().stream().filter(OutboxEntry::isWaiting).mapToLong(OutboxEntry::sinceMs).min().stream()
                .mapToDouble(sinceMs -> Math.max(0, clock.millis() - sinceMs) / 1000.0)
                .findFirst()
                .orElse(0);
    }

    Optional<OutboxEntry> entry(LocalDate night) {
        return Optional.ofNullable(entries.get(night));
    }

    boolean isOn() {
        return config.isConfigured();
    }

    /**
     * The night's note is to have what its report says then. Nothing is sent yet.
     *
     * @throws LedgerUnavailableException when that can't be noted now
     */
    synchronized void want(LocalDate night) {
        if (isOn()) {
            recall();
            keep(night, OutboxEntry.wanted(entries.get(night), clock.millis()));
        }
    }

    /** Sends what waits and is due. */
    void deliverDue() {
        try {
            recall();
        } catch (LedgerUnavailableException later) {
            Log.debug("The outbox of the reports waits for the database.", later);
            return;
        }
        long now = clock.millis();
        entries.forEach((night, entry) -> {
            if (isOn() && entry.isWaiting() && entry.nextTryAtMs() <= now) {
                deliver(night);
            }
        });
    }

    /** Tries to send the night's report, if it waits. */
    synchronized void deliver(LocalDate night) {
        OutboxEntry entry = entries.get(night);
        if (!isOn() || entry == null || !entry.isWaiting()) {
            return;
        }
        try {
            Optional<ReportFiles.Report> report = reports.find(night);
            if (report.isEmpty()) { // somebody deleted it: there is nothing to be told any more
                queries.remove(night);
                entries.remove(night);
                return;
            }
            NoteResult result = client.put(night, entry.noteId(), report.get().markdown());
            keep(night, after(night, entry, result));
        } catch (LedgerUnavailableException | ProblemException disk) {
            failures.increment();
            entries.put(
                    night,
                    entry.postponed(
                            "Its state can't be saved: the state folder, or the service's database, can't be read or"
                                    + " written.",
                            nextTry(entry)));
            Log.errorf(disk, "The state of a report's note can't be saved. night=%s", night);
        }
    }

    private OutboxEntry after(LocalDate night, OutboxEntry entry, NoteResult result) {
        return switch (result) {
            case NoteResult.Posted posted -> {
                Log.infof("The report was posted to Open WebUI. night=%s note=%s", night, posted.noteId());
                yield entry.posted(posted.noteId(), clock.millis());
            }
            case NoteResult.Unavailable later -> {
                failures.increment();
                if (entry.tries() == 0) {
                    Log.warnf("The report is waiting for Open WebUI. %s night=%s", later.reason(), night);
                }
                yield entry.postponed(later.reason(), nextTry(entry));
            }
            case NoteResult.Refused refused -> {
                failures.increment();
                Log.warnf("The report was not posted. %s night=%s", refused.reason(), night);
                yield entry.refused(refused.reason(), clock.millis());
            }
        };
    }

    private long nextTry(OutboxEntry entry) {
        long wait = config.backoff().toMillis() << Math.min(entry.tries(), 20);
        return clock.millis() + Math.min(wait, config.maxBackoff().toMillis());
    }

    private void keep(LocalDate night, OutboxEntry entry) {
        queries.write(night, entry);
        entries.put(night, entry);
    }
}
