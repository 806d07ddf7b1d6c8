package chad.ide.reports;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import chad.edge.DailySchedule;
import chad.edge.PlannedWork;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Makes the report once a day. The scheduler only ticks; whether a report is due is worked out from the files: a
 * morning on which the service was down is made up for by the first tick after its start.
 */
@ApplicationScoped
class ReportTimer implements PlannedWork {

    private final ReportService reports;
    private final Outbox outbox;
    private final ReportsConfig config;
    private final Clock clock;
    private volatile Instant notBefore = Instant.MIN;

    ReportTimer(ReportService reports, Outbox outbox, ReportsConfig config, Clock clock) {
        this.reports = reports;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "${runs.reports.tick}", concurrentExecution = SKIP)
    void tick() {
        if (!clock.instant().isBefore(notBefore)) {
            makeDue();
        }
        outbox.deliverDue();
    }

    @Override
    public String name() {
        return "night report";
    }

    @Override
    public List<Instant> between(Instant after, Instant upTo) {
        return DailySchedule.of(config.at(), clock).between(after, upTo);
    }

    private void makeDue() {
        try {
            reports.due().ifPresent(reports::make);
        } catch (RuntimeException failure) { // whatever it is, the next morning's must not be lost, nor the log flooded
            notBefore = clock.instant().plus(config.retryAfterFailure());
            Log.errorf(
                    failure,
                    "The night report could not be generated and will be retried in %s.",
                    config.retryAfterFailure());
        }
    }
}
