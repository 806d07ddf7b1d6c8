package chad.ide.observability;

import chad.ide.schedules.Alarm;
import chad.ide.schedules.AlarmKind;
import chad.ide.schedules.ScheduleAlarms;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.stream.Collectors;

/** What schedules should have done and did not, in numbers. */
@ApplicationScoped
class ScheduleMetrics {

    private final ScheduleAlarms alarms;
    private final GaugeFamily gauges;

    ScheduleMetrics(ScheduleAlarms alarms, MeterRegistry meters) {
        this.alarms = alarms;
        this.gauges = new GaugeFamily(
                "chad.schedule.alarms", "", "What schedules should have done and did not, by what is missing", meters);
    }

    /** With the zeros, so that an alert ends. */
    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        Map<AlarmKind, Long> byKind =
                alarms.all().stream().collect(Collectors.groupingBy(Alarm::kind, Collectors.counting()));
        GaugeFamily.Rows rows = new GaugeFamily.Rows();
        for (AlarmKind kind : AlarmKind.values()) {
            rows.add(byKind.getOrDefault(kind, 0L), "kind", kind.word());
        }
        gauges.publish(rows);
    }
}
