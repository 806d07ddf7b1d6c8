package chad.ide.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gauge whose series come and go. One that stays is never taken out and put in again, as Micrometer's own would be: a
 * scrape between the two would miss it, and Prometheus would take it for gone.
 *
 * <p>Written by one thread at a time.
 */
final class GaugeFamily {

    /** Values by their labels; those of the same labels are added up. */
    static final class Rows {

        private final Map<Tags, Long> sums = new LinkedHashMap<>();

        /** @param labels names and values in turn */
        void add(long value, String... labels) {
            sums.merge(Tags.of(labels), value, Long::sum);
        }
    }

    private record Series(Gauge gauge, AtomicLong value) {}

    private final String name;
    private final String unit;
    private final String description;
    private final MeterRegistry meters;
    private final Map<Tags, Series> series = new HashMap<>();

    /** @param unit the base unit, which becomes the end of the name; empty for mere counts */
    GaugeFamily(String name, String unit, String description, MeterRegistry meters) {
        this.name = name;
        this.unit = unit;
        this.description = description;
        this.meters = meters;
    }

    /** What is there from now on. */
    void publish(Rows rows) {
        rows.sums.forEach((labels, value) ->
                series.computeIfAbsent(labels, this::register).value().set(value));
        for (Iterator<Map.Entry<Tags, Series>> known = series.entrySet().iterator(); known.hasNext(); ) {
            Map.Entry<Tags, Series> one = known.next();
            if (!rows.sums.containsKey(one.getKey())) {
                meters.remove(one.getValue().gauge());
                known.remove();
            }
        }
    }

    private Series register(Tags labels) {
        AtomicLong value = new AtomicLong();
        Gauge gauge = Gauge.builder(name, value, AtomicLong::doubleValue)
                .baseUnit(unit.isEmpty() ? null : unit)
                .description(description)
                .tags(labels)
                .strongReference(true)
                .register(meters);
        return new Series(gauge, value);
    }
}
