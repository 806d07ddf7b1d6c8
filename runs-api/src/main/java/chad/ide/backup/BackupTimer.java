package chad.ide.backup;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import chad.edge.DailySchedule;
import chad.edge.PlannedWork;
import chad.edge.ProblemException;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes a backup once a day, when that is wanted. As with the reports, the scheduler only ticks: a time at which the
 * service was down is made up for at its start, and any backup since then will do.
 */
@ApplicationScoped
class BackupTimer implements PlannedWork {

    private final BackupService backups;
    private final Optional<DailySchedule> schedule;
    private final BackupConfig config;
    private final Clock clock;
    private volatile Instant notBefore = Instant.MIN;

    BackupTimer(BackupService backups, BackupConfig config, Clock clock) {
        this.backups = backups;
        this.schedule = config.at().map(at -> DailySchedule.of(at, clock));
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "${runs.backup.tick}", concurrentExecution = SKIP)
    void tick() {
        Instant now = clock.instant();
        boolean isDue = schedule.filter(daily -> backups.newest().isBefore(daily.latest(now)))
                .isPresent();
        if (!isDue || now.isBefore(notBefore)) {
            return;
        }
        notBefore = now.plus(config.retryAfterFailure()); // one that takes long is not begun twice either
        try {
            backups.make(OptionalInt.of(config.keep()));
        } catch (ProblemException failed) { // counted and logged where it failed
            Log.warnf("The daily backup will be retried in %s.", config.retryAfterFailure());
        }
    }

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public List<Instant> between(Instant after, Instant upTo) {
        return schedule.map(daily -> daily.between(after, upTo)).orElse(List.of());
    }
}
