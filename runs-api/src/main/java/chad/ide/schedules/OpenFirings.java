package chad.ide.schedules;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The firings that something may still become of, and the newest of each schedule that went wrong: what the clock and the
 * alarms look at, so that ten thousand schedules at rest cost no statement.
 */
@Singleton
class OpenFirings {

    private record Key(String schedule, long dueAtMs, FiringKind kind) {
        static Key of(Firing firing) {
            return new Key(firing.schedule(), firing.dueAtMs(), firing.kind());
        }
    }

    private final Map<String, Map<Key, Firing>> open = new ConcurrentHashMap<>();
    private final Map<String, Firing> wrong = new ConcurrentHashMap<>();

    /** Apart, as a firing that is skipped does not put right the failure before it. */
    private final Map<String, Firing> skipped = new ConcurrentHashMap<>();

    /** The schedules that clients have not been told of since something became of them. */
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    /** What is known of the firing now. */
    void put(Firing firing) {
        Key key = Key.of(firing);
        if (firing.isWaiting() || firing.isLive()) {
            open.computeIfAbsent(firing.schedule(), name -> new ConcurrentHashMap<>())
                    .put(key, firing);
        } else {
            open.computeIfPresent(firing.schedule(), (name, firings) -> {
                firings.remove(key);
                return firings.isEmpty() ? null : firings;
            });
        }
        judge(firing);
        changed(firing.schedule());
    }

    /** It is another than clients know. */
    void changed(String schedule) {
        changed.add(schedule);
    }

    /** Those since the last time, at most one for each schedule. */
    Set<String> takeChanged() {
        Set<String> taken = new HashSet<>(changed);
        taken.removeIf(schedule -> !changed.remove(schedule)); // one that changes from here on is there the next time
        return taken;
    }

    private void judge(Firing firing) {
        if (firing.succeeded()) {
            forgetUntil(wrong, firing);
            forgetUntil(skipped, firing);
        } else if (firing.outcome() == FiringOutcome.SKIPPED) {
            skipped.merge(firing.schedule(), firing, OpenFirings::later);
        } else if (firing.failed()
                || firing.outcome() == FiringOutcome.MISSED
                || firing.outcome() == FiringOutcome.REFUSED) {
            wrong.merge(firing.schedule(), firing, OpenFirings::later);
        }
    }

    private static void forgetUntil(Map<String, Firing> firings, Firing success) {
        firings.computeIfPresent(
                success.schedule(), (name, before) -> before.dueAtMs() <= success.dueAtMs() ? null : before);
    }

    private static Firing later(Firing before, Firing now) {
        return now.dueAtMs() >= before.dueAtMs() ? now : before;
    }

    void forget(String schedule) {
        open.remove(schedule);
        wrong.remove(schedule);
        skipped.remove(schedule);
        changed(schedule);
    }

    /** Oldest first. */
    List<Firing> of(String schedule) {
        return sorted(open.getOrDefault(schedule, Map.of()));
    }

    /** Of all schedules. */
    List<Firing> all() {
        List<Firing> all = new ArrayList<>();
        open.values().forEach(firings -> all.addAll(firings.values()));
        return all;
    }

    private static List<Firing> sorted(Map<Key, Firing> firings) {
        return firings.values().stream()
                .sorted(Comparator.comparingLong(Firing::dueAtMs).thenComparing(Firing::kind))
                .toList();
    }

    /** The newest firing after the last success that was missed or refused, or whose run failed. */
    Optional<Firing> wrong(String schedule) {
        return Optional.ofNullable(wrong.get(schedule));
    }

    /** The newest firing after the last success that was skipped. */
    Optional<Firing> skipped(String schedule) {
        return Optional.ofNullable(skipped.get(schedule));
    }
}
