package chad.ide.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Ranks, against their definition. */
class DurationsTest {

    @Property(tries = 300)
    void aQuantileIsTheLeastThatIsAsLongAsThatShare(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 1_000) Integer> durations,
            @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
        Durations all = new Durations();
        durations.forEach(all::add);

        long found = Objects.requireNonNull(all.quantile(share));

        long asLong = durations.stream().filter(one -> one <= found).count();
        long shorter = durations.stream().filter(one -> one < found).count();
        assertThat(asLong).isGreaterThanOrEqualTo((long) Math.ceil(share * durations.size()));
        assertThat(shorter).isLessThan((long) Math.ceil(share * durations.size()));
    }

    @Property(tries = 1)
    void nothingHasNoQuantile() {
        assertThat(new Durations().quantile(0.5)).isNull();
    }
}
