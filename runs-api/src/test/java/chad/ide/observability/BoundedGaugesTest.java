package chad.ide.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedGaugesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final GaugeFamily family = new GaugeFamily("chad.test", "bytes", "A test", meters);

    private void publish(Map<String, Long> values) {
        GaugeFamily.Rows rows = new GaugeFamily.Rows();
        values.forEach((label, value) -> rows.add(value, "store", label));
        family.publish(rows);
    }

    private Map<String, Double> published() {
        Map<String, Double> values = new HashMap<>();
        for (Gauge gauge : meters.find("chad.test").gauges()) {
            values.put(gauge.getId().getTag("store"), gauge.value());
        }
        return values;
    }

    @Test
    void aSeriesThatStaysIsTheSameAndOneThatIsGoneGoes() {
        publish(Map.of("a", 1L, "b", 2L));
        Gauge first = meters.get("chad.test").tag("store", "a").gauge();

        publish(Map.of("a", 5L, "c", 3L));

        assertThat(published()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 5.0, "c", 3.0));
        assertThat(meters.get("chad.test").tag("store", "a").gauge()).isSameAs(first);
        assertThat(first.getId().getBaseUnit()).isEqualTo("bytes");
    }

    @Test
    void valuesOfTheSameLabelsAreAddedUp() {
        GaugeFamily.Rows rows = new GaugeFamily.Rows();
        rows.add(2, "store", LabelLimiter.OTHER);
        rows.add(3, "store", LabelLimiter.OTHER);

        family.publish(rows);

        assertThat(published()).containsExactlyEntriesOf(Map.of(LabelLimiter.OTHER, 5.0));
    }

    @Test
    void onlyTheHeaviestHaveNamesOfTheirOwn() {
        LabelLimiter limiter = new LabelLimiter(2);

        limiter.look(Map.of("a", 1L, "b", 30L, "c", 20L));

        assertThat(limiter.label("b")).isEqualTo("b");
        assertThat(limiter.label("c")).isEqualTo("c");
        assertThat(limiter.label("a")).isEqualTo(LabelLimiter.OTHER);
        assertThat(limiter.label("never-seen")).isEqualTo(LabelLimiter.OTHER);
    }

    @Test
    void whoHasANameKeepsItUntilItIsGone() {
        LabelLimiter limiter = new LabelLimiter(2);
        limiter.look(Map.of("a", 1L, "b", 2L));

        limiter.look(Map.of("a", 1L, "b", 2L, "c", 1_000L));
        assertThat(limiter.label("a")).isEqualTo("a");
        assertThat(limiter.label("c")).isEqualTo(LabelLimiter.OTHER);

        limiter.look(Map.of("b", 2L, "c", 1_000L));
        assertThat(limiter.label("c")).isEqualTo("c");
        assertThat(limiter.label("a")).isEqualTo(LabelLimiter.OTHER);
    }
}
