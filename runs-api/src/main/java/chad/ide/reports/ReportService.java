package chad.ide.reports;

import chad.edge.DailySchedule;
import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.request.Cursor;
import chad.ide.request.Page;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the reports, and tells of those that there are. */
@Singleton
@Startup // its meters are there before the first use
public class ReportService {

    private static final String CURSOR = "reports";
    private static final Duration A_DAY = Duration.ofDays(1);

    /** How long ago a night may be to be reported: stores are pruned, and a typing error must not make files. */
    private static final int MAX_DAYS_AGO = 366;

    private final Function<ReportPeriod, NightFacts> reader;
    private final ReportFiles files;
    private final Outbox outbox;
    private final DailySchedule schedule;
    private final URI publicUrl;
    private final Clock clock;
    private final Counter made;

    @Inject
    ReportService(
            NightReader reader,
            ReportFiles files,
            Outbox outbox,
            ReportsConfig config,
            Clock clock,
            MeterRegistry meters) {
        this(reader::read, files, outbox, config, clock, meters);
    }

    /** @param reader tells what a night was */
    ReportService(
            Function<ReportPeriod, NightFacts> reader,
            ReportFiles files,
            Outbox outbox,
            ReportsConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.reader = reader;
        this.files = files;
        this.outbox = outbox;
        this.schedule = DailySchedule.of(config.at(), clock);
        this.publicUrl = config.publicUrl();
        this.clock = clock;
        this.made = Counter.builder("chad.reports.made")
                .description("Reports that were made")
                .register(meters);
    }

    DailySchedule schedule() {
        return schedule;
    }

    /** Newest first. */
    public Page<ReportView> list(@Nullable String cursor, int limit) {
        LocalDate before = cursor == null
                ? LocalDate.MAX
                : date("cursor", Cursor.parse(CURSOR, cursor, 1).getFirst());
        List<LocalDate> left = files.nights().stream()
                .filter(period -> period.isBefore(before))
                .limit(limit + 1L)
                .toList();
        List<LocalDate> page = left.size() > limit ? left.subList(0, limit) : left;
        return new Page<>(
                page.stream()
                        .flatMap(period -> readable(period).stream())
                        .map(this::view)
                        .toList(),
                left.size() > limit ? Cursor.of(CURSOR, page.getLast()) : null);
    }

    /** A report that can't be read must not take the others out of the list. */
    private Optional<ReportFiles.Report> readable(LocalDate period) {
        try {
            return files.find(period);
        } catch (ProblemException unreadable) {
            Log.warnf("%s night=%s", unreadable.detail(), period);
            return Optional.empty();
        }
    }

    /** A night report, as {@code 2026-06-13}. */
    public ReportText get(String period) {
        LocalDate date = date("night", period);
        return files.find(date)
                .map(report -> ReportText.of(view(report), report.markdown()))
                .orElseThrow(() -> ProblemType.NOT_FOUND.because(
                        ("There is no report for the night of %s. GET /api/reports lists them; POST /api/reports"
                                        + " generates one.")
                                .formatted(date)));
    }

    /**
     * Makes the report of a night now, in place of an earlier one, and posts it when Open WebUI is configured.
     *
     * @param period as {@code 2026-06-13}; null is today's
     */
    public ReportView make(@Nullable String period) {
        LocalDate today = schedule.date(clock.instant());
        LocalDate date = period == null ? today : date("night", period);
        if (date.isAfter(today) || date.isBefore(today.minusDays(MAX_DAYS_AGO))) {
            throw ProblemType.invalid(
                    "night", date.toString(), "a date from %s to %s".formatted(today.minusDays(MAX_DAYS_AGO), today));
        }
        return make(date);
    }

    ReportView make(LocalDate date) {
        ReportFiles.Report report = written(date);
        outbox.deliver(date);
        return view(report);
    }

    private synchronized ReportFiles.Report written(LocalDate date) {
        ReportPeriod period = night(date);
        String markdown = NightReport.write(period, reader.apply(period), schedule.zone(), publicUrl);
        try {
            outbox.want(date); // first: a report that is there is not made again, and would never be posted
            files.write(period, markdown, clock.instant());
        } catch (IOException disk) {
            throw ProblemType.INTERNAL.because(
                    ("The report for the night of %s could not be written to the state folder. Check the free"
                                    + " disk space and the folder's owner.")
                            .formatted(date),
                    disk);
        }
        made.increment();
        Log.infof("Report generated. night=%s", date);
        return files.find(date)
                .orElseThrow(
                        () -> ProblemType.INTERNAL.because("The report for the night of %s is gone.".formatted(date)));
    }

    /** From the end of the report before, so that no run is left out or told twice; a second report covers at least what the first did. */
    private ReportPeriod night(LocalDate date) {
        Instant now = clock.instant();
        Optional<ReportFiles.Report> earlier = files.find(date);
        Instant until = now;
        if (date.isBefore(schedule.date(now))) {
            until = earlier.map(ReportFiles.Report::until).orElse(schedule.on(date));
        }
        Instant from = earlier.map(ReportFiles.Report::from)
                .or(() -> endOfTheOneBefore(date))
                .orElse(until.minus(A_DAY));
        return new ReportPeriod(date, from.isBefore(until) ? from : until.minus(A_DAY), until);
    }

    private Optional<Instant> endOfTheOneBefore(LocalDate date) {
        return files.nights().stream()
                .filter(period -> period.isBefore(date))
                .findFirst()
                .flatMap(files::find)
                .map(ReportFiles.Report::until);
    }

    /** Of the newest scheduled time, when its report is still to be made. */
    Optional<LocalDate> due() {
        Instant slot = schedule.latest(clock.instant());
        LocalDate date = schedule.date(slot);
        boolean isMade = files.find(date)
                .filter(report -> !report.createdAt().isBefore(slot))
                .isPresent();
        return isMade ? Optional.empty() : Optional.of(date);
    }

    private ReportView view(ReportFiles.Report report) {
        return new ReportView(
                report.period().toString(),
                ReportPeriod.title(report.period()),
                files.path(report.period()),
                report.createdAt().toEpochMilli(),
                report.sizeBytes(),
                ReportView.Post.of(outbox.entry(report.period()), outbox.isOn()));
    }

    private static LocalDate date(String field, String value) {
        try {
            if (value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(value);
            }
        } catch (DateTimeException noDay) {
            throw ProblemType.invalid(field, value, "a date such as 2026-06-13");
        }
        throw ProblemType.invalid(field, value, "a date such as 2026-06-13");
    }
}
