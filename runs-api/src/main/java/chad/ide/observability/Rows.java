package chad.ide.observability;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The series of a gauge: values are summed by their labels. */
final class Rows {

    private final Map<Tags, Long> sums = new LinkedHashMap<>();

    /** @param labels names and values in turn */
    void add(long value, String... labels) {
        sums.merge(Tags.of(labels), value, Long::sum);
    }

    void publish(MultiGauge gauge) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        sums.forEach((tags, sum) -> rows.add(MultiGauge.Row.of(tags, sum)));
        gauge.register(rows, true);
    }
}
