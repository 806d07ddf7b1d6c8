package chad.ide.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The index against the plain way: keep a list, sort it, filter it. */
class StoreIndexTest {

    private static final String[] STATUSES = {"finished", "failed", "running"};

    @Property(tries = 300)
    void newestFirstIsWhatSortingWouldGive(
            @ForAll @Size(max = 200) List<@IntRange(max = 50) Integer> times,
            @ForAll @IntRange(max = 55) int before,
            @ForAll @IntRange(max = 55) int since,
            @ForAll @IntRange(min = 1, max = 20) int limit) {
        StoreIndex index = new StoreIndex(new StringPool());
        List<RunQueries.Entry> entries = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            RunQueries.Entry entry = new RunQueries.Entry(
                    i + 1,
                    "r" + i,
                    times.get(i),
                    STATUSES[i % 3],
                    "w" + i % 2,
                    "/srv/w%d.jsx".formatted(i % 2),
                    null,
                    false);
            entries.add(entry);
            index.add(entry);
        }

        List<Long> found =
                index
                        .newest(
                                since,
                                before,
                                Long.MIN_VALUE,
                                limit,
                                at -> index.statusAt(at).equals("failed"))
                        .stream()
                        .map(index::position)
                        .toList();

        List<Long> expected = entries.stream()
                .filter(entry -> entry.status().equals("failed"))
                .filter(entry -> entry.createdAtMs() >= since && entry.createdAtMs() < before)
                .sorted(Comparator.comparingLong(RunQueries.Entry::createdAtMs)
                        .thenComparing(RunQueries.Entry::position)
                        .reversed())
                .map(RunQueries.Entry::position)
                .limit(limit)
                .toList();
        assertThat(found).isEqualTo(expected);
        assertThat(counted(index))
                .isEqualTo(entries.stream()
                        .collect(Collectors.groupingBy(
                                entry -> entry.workflowName() + " " + entry.status(), Collectors.counting())));
        assertThat(index.size()).isEqualTo(times.size());
        assertThat(index.lastPosition()).isEqualTo(times.isEmpty() ? Long.MIN_VALUE : times.size());
    }

    @Property(tries = 100)
    void aChangedStatusIsFoundAgainWhereverTheRunStands(
            @ForAll @Size(min = 1, max = 100) List<@IntRange(max = 20) Integer> times, @ForAll int pick) {
        StoreIndex index = new StoreIndex(new StringPool());
        for (int i = 0; i < times.size(); i++) {
            index.add(new RunQueries.Entry(i + 1, "r" + i, times.get(i), "running", "w", null, null, false));
        }
        int chosen = Math.floorMod(pick, times.size());
        RunRow now = new RunRow(
                chosen + 1,
                "r",
                null,
                null,
                "w",
                null,
                "finished",
                times.get(chosen),
                null,
                null,
                null,
                null,
                null,
                null,
                false);

        assertThat(index.update(now)).isTrue();
        assertThat(index.update(now)).isFalse();
        assertThat(counted(index).get("w finished")).isEqualTo(1);
        assertThat(counted(index).getOrDefault("w running", 0L)).isEqualTo(times.size() - 1);

        List<Long> finished = index
                .newest(
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        200,
                        at -> index.statusAt(at).equals("finished"))
                .stream()
                .map(index::position)
                .toList();
        assertThat(finished).containsExactly(chosen + 1L);
    }

    /** How many runs the index counts, by workflow and status. */
    private static Map<String, Long> counted(StoreIndex index) {
        Map<String, Long> counts = new HashMap<>();
        for (WorkflowTally tally : index.tallies("s")) {
            tally.byStatus().forEach((status, count) -> counts.put(tally.name() + " " + status, count));
        }
        return counts;
    }
}
