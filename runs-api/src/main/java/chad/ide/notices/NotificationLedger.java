package chad.ide.notices;

import chad.volume.AtomicFile;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What was told to whom, in a file.
 *
 * <p>The queue is not a list of messages but the difference between what there is now and what is written here. So
 * nothing that still waits is lost, whatever stops, and what was decided meanwhile is told to nobody. A thing is news
 * when it began after it was noticed last: a run that stalls again, a gate that asks again after a rewind. A crash
 * between a post and its line in the file has that post sent twice; nothing else has.
 */
@RegisterForReflection(targets = {Notice.class, NotificationLedger.Entry.class, NotificationLedger.Content.class})
final class NotificationLedger {

    private static final int MAX_ENTRIES = 10_000;

    /** What has not been there for so long is forgotten; a store that can't be read for a while takes nothing along. */
    private static final Duration FORGET_AFTER = Duration.ofDays(7);

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

    /** @param sinceMs when the ledger was begun: what failed before is no news */
    record Content(long sinceMs, Map<String, Entry> entries) {}

    private final Path file;
    private final ObjectMapper json;
    private final Clock clock;
    private final Set<String> targets;
    private final int maxQueued;
    private final long sinceMs;
    private final Map<String, Entry> entries;
    private Map<String, Notice> present = Map.of();
    private long writtenAtMs;
    private long news;

    NotificationLedger(Path file, ObjectMapper json, Clock clock, Set<String> targets, int maxQueued) {
        this.file = file;
        this.json = json;
        this.clock = clock;
        this.targets = Set.copyOf(targets);
        this.maxQueued = maxQueued;
        Content content = read();
        this.sinceMs = content.sinceMs();
        this.entries = new HashMap<>(content.entries());
    }

    long sinceMs() {
        return sinceMs;
    }

    /** Takes in what there is now. */
    synchronized void look(Collection<Notice> now) {
        long nowMs = clock.millis();
        Map<String, Notice> there = new HashMap<>();
        boolean changed = nowMs - writtenAtMs > WRITE_SIGHTINGS_EVERY.toMillis();
        long queued = queued();
        for (Notice notice : now) {
            there.putIfAbsent(notice.key(), notice);
            Entry before = entries.get(notice.key());
            boolean isNews = before == null || notice.atMs() > before.noticedAtMs();
            if (isNews && queued < maxQueued) {
                entries.put(notice.key(), new Entry(nowMs, nowMs, targets));
                queued++;
                changed = true;
            } else if (before != null && !isNews) {
                entries.put(notice.key(), new Entry(before.noticedAtMs(), nowMs, before.owed()));
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

    private boolean forgetOld(long nowMs) {
        boolean forgot = entries.values().removeIf(entry -> nowMs - entry.seenAtMs() > FORGET_AFTER.toMillis());
        while (entries.size() > MAX_ENTRIES) {
            entries.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().seenAtMs()))
                    .ifPresent(oldest -> entries.remove(oldest.getKey()));
            forgot = true;
        }
        return forgot;
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
            entries.put(notice.key(), new Entry(entry.noticedAtMs(), entry.seenAtMs(), left));
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

    private Content read() {
        try {
            return Files.exists(file)
                    ? json.readValue(Files.readAllBytes(file), Content.class)
                    : new Content(clock.millis(), Map.of());
        } catch (IOException damaged) {
            Log.warn(
                    "The record of sent notices can't be read: notices for what is waiting now are sent again.",
                    damaged);
            return new Content(clock.millis(), Map.of());
        }
    }

    private void write(long nowMs) {
        try {
            AtomicFile.write(file, json.writeValueAsBytes(new Content(sinceMs, entries)));
            writtenAtMs = nowMs;
        } catch (IOException failure) {
            Log.warn("The record of sent notices can't be written: after a restart they would be sent again.", failure);
        }
    }
}
