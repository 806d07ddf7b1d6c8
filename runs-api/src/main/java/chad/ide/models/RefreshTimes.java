package chad.ide.models;

import chad.edge.DailySchedule;
import chad.edge.PlannedWork;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** When model-refresh fetches the catalog by itself. It is a service of its own: what is known here is its setting. */
@Singleton
class RefreshTimes implements PlannedWork {

    private final DailySchedule daily;

    RefreshTimes(ModelsConfig config, Clock clock) {
        this.daily = DailySchedule.of(config.refreshAt(), clock);
    }

    @Override
    public String name() {
        return "model refresh";
    }

    @Override
    public List<Instant> between(Instant after, Instant upTo) {
        return daily.between(after, upTo);
    }
}
