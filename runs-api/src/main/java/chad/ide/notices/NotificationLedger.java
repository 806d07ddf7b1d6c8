package chad.ide.notices;

import static java.util.stream.Collectors.toSet;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.logging.Warnings;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What was told to whom.
 *
 * <p>The queue is not a list of messages but the difference between what there is now and what is written here. So
 * nothing that still waits is lost, whatever stops, and what was decided meanwhile is told to nobody. A thing is news
 * when it began after it was noticed last: a run that stalls again, a gate that asks again after a rewind. A crash
 * between a post and its line in the database has that post sent twice; nothing else has.
 */
@RegisterForReflection(targets = Notice.class)
final class NotificationLedger {

    private static final int MAX_ENTRIES = 10_000;

    /** What has not been there for so long is forgotten; a store that can't be read for a while takes nothing along. */
    private static final Duration FORGET_AFTER = Duration.ofDays(7);

    private static final String TROUBLE = "notices";

    private static final Duration WRITE_SIGHTINGS_EVERY = Duration.ofHours(1);

    /**
     * @param noticedAtMs when it was first seen
     * @param seenAtMs when it was last there
     * @param owed targets that do not know of it yet
     */
    record Entry(long noticedAtMs, long seenAtMs, Set<String> owed) {

        Entry {
            owed = Set.copyOf(owed);
        }
    }

    private final NoticeQueries queries;
    private final Warnings warnings;
    private final Clock clock;
    private final Set<String> targets;
    private final int maxQueued;
    private final Map<String, Entry> entries = new HashMap<>();

    /** Of entries that the database has not, or has otherwise. */
    private final Set<String> unwritten = new HashSet<>();

    private long sinceMs;
    private boolean isRead;
    private Map<String, Notice> present = Map.of();
    private long writtenAtMs;
    private long news;

    NotificationLedger(NoticeQueries queries, Warnings warnings, Clock clock, Set<String> targets, int maxQueued) {
        this.queries = queries;
        this.warnings = warnings;
        this.clock = clock;
        this.targets = Set.copyOf(targets);
        this.maxQueued = maxQueued;
        this.sinceMs = clock.millis();
    }

    /** What was told before the start. While it can't be read, what waits is told once more rather than to nobody. */
    synchronized void recall() {
        if (isRead) {
            return;
        }
        try {
            sinceMs = queries.begunAt(sinceMs);
            queries.all().forEach((key, entry) -> {
                if (entries.putIfAbsent(key, entry) != null) {
                    unwritten.add(key);
                }
            });
            isRead = true;
        } catch (LedgerUnavailableException unavailable) {
            warnings.begin(
                    TROUBLE,
                    "The record of sent notices can't be read at the moment: notices for what is waiting now are"
                            + " sent again. cause=" + unavailable.reason());
        }
    }

    /** When the ledger was begun: what failed before is no news. */
    synchronized long sinceMs() {
        return sinceMs;
    }

    /** Takes in what there is now. */
    synchronized void look(Collection<Notice> now) {
        recall();
        long nowMs = clock.millis();
        Map<String, Notice> there = new HashMap<>();
        boolean changed = nowMs - writtenAtMs > WRITE_SIGHTINGS_EVERY.toMillis();
        long queued = queued();
        for (Notice notice : now) {
            there.putIfAbsent(notice.key(), notice);
            Entry before = entries.get(notice.key());
            boolean isNews = before == null || notice.atMs() > before.noticedAtMs();
            if (isNews && queued < maxQueued) {
                keep(notice.key(), new Entry(nowMs, nowMs, targets));
                queued++;
                changed = true;
            } else if (before != null && !isNews) {
                keep(notice.key(), new Entry(before.noticedAtMs(), nowMs, before.owed()));
            }
        }
        present = there;
        changed |= forgetOld(nowMs);
        if (changed) {
            write(nowMs);
            news++;
            notifyAll();
        }
    }

    private void keep(String key, Entry entry) {
        entries.put(key, entry);
        unwritten.add(key);
    }

    private boolean forgetOld(long nowMs) {
        Set<String> old = entries.entrySet().stream()
                .filter(entry -> nowMs - entry.getValue().seenAtMs() > FORGET_AFTER.toMillis())
                .map(Map.Entry::getKey)
                .collect(toSet());
        entries.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().seenAtMs()))
                .limit(Math.max(0, entries.size() - MAX_ENTRIES))
                .map(Map.Entry::getKey)
                .forEach(old::add);
        entries.keySet().removeAll(old);
        unwritten.addAll(old);
        return !old.isEmpty();
    }

    /** What the target should be told and still is so, what began first in front. */
    synchronized List<Notice> owed(String target) {
        return present.values().stream()
                .filter(notice -> {
                    Entry entry = entries.get(notice.key());
                    return entry != null && entry.owed().contains(target);
                })
                .sorted(Comparator.comparingLong(Notice::atMs).thenComparing(Notice::key))
                .toList();
    }

    /** The target knows of it, or will not take it. */
    synchronized void settle(Notice notice, String target) {
        Entry entry = entries.get(notice.key());
        if (entry != null && notice.atMs() <= entry.noticedAtMs()) {
            Set<String> left = new TreeSet<>(entry.owed());
            left.remove(target);
            keep(notice.key(), new Entry(entry.noticedAtMs(), entry.seenAtMs(), left));
            write(clock.millis());
        }
    }

    /** How many notices wait for a target that does not know of them. */
    synchronized long queued() {
        return present.keySet().stream()
                .filter(key -> {
                    Entry entry = entries.get(key);
                    return entry != null && entry.owed().stream().anyMatch(targets::contains);
                })
                .count();
    }

    /** Rises when there is something new. */
    synchronized long news() {
        return news;
    }

    /** Returns when there is something newer than {@code known}, at the latest after the time. */
    synchronized void awaitNews(long known, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long leftNanos = atMost.toNanos();
        while (news == known && leftNanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            leftNanos = deadline - System.nanoTime();
        }
    }

    /** What can't be written now is written with what changes next. */
    private void write(long nowMs) {
        Map<String, Entry> changed = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (String key : unwritten) {
            Entry entry = entries.get(key);
            if (entry == null) {
                gone.add(key);
            } else {
                changed.put(key, entry);
            }
        }
        try {
            queries.write(changed, gone);
            unwritten.clear();
            writtenAtMs = nowMs;
            if (isRead) {
                warnings.end(TROUBLE);
            }
        } catch (LedgerUnavailableException unavailable) {
            warnings.begin(
                    TROUBLE,
                    "The record of sent notices can't be written at the moment: after a restart they would be"
                            + " sent again. cause=" + unavailable.reason());
        }
    }
}
