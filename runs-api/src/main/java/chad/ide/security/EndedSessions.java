package chad.ide.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.logging.Warnings;
import chad.volume.AtomicFile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sessions that somebody ended before their time, noted in a file until that time has come. Each key has a share of the
 * list; past it, all sessions of that key that began until now are over, and those of other keys are not: who signs in and
 * out ten thousand times signs out nobody but the holders of the same key.
 *
 * <p>While the file can't be read, nobody knows which sessions were ended, so those of before the start do not count
 * until it can. One that can't be written is written later.
 */
@Singleton
class EndedSessions {

    private static final int MAX_OF_A_KEY = 500;
    private static final long TRY_AGAIN_SECONDS = 1;
    private static final String FILE = "ended-sessions";
    private static final String TROUBLE = "ended sessions";

    /**
     * A session's id and its end in epoch seconds, then the key's name in Base64; under {@code *} in the place of the id,
     * the time before which all sessions of that key are over, or of all keys when none is named.
     */
    private static final Pattern LINE = Pattern.compile("(\\*|[\\w-]{22}) (\\d{1,12})(?: ([\\w-]{0,1400}))?");

    private static final String ALL = "*";
    private static final String ANY_KEY = "";

    private final Path file;
    private final Clock clock;
    private final Warnings warnings;
    private final int max;
    private final long startedAt;

    /** Ends by the sessions' ids, by key. */
    private final Map<String, Map<String, Long>> ends = new HashMap<>();

    /** The time before which all are over, by key. */
    private final Map<String, Long> allBefore = new HashMap<>();

    private boolean isRead;
    private boolean isUnwritten;
    private long triedAt;

    @Inject
    EndedSessions(SecurityConfig config, Clock clock, Warnings warnings) {
        this(config, clock, warnings, MAX_OF_A_KEY);
    }

    EndedSessions(SecurityConfig config, Clock clock, Warnings warnings, int max) {
        this.max = max;
        this.file = config.folder().resolve(FILE);
        this.clock = clock;
        this.warnings = warnings;
        this.startedAt = now();
        recall();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /** @param key the name of the session's key, in Base64 */
    synchronized boolean has(String id, String key, Instant begin) {
        tryAgain();
        long began = begin.getEpochSecond();
        return !(isRead || began > startedAt)
                || ends.getOrDefault(key, Map.of()).containsKey(id)
                || ends.getOrDefault(ANY_KEY, Map.of()).containsKey(id)
                || began <= allBefore.getOrDefault(key, Long.MIN_VALUE)
                || began <= allBefore.getOrDefault(ANY_KEY, Long.MIN_VALUE);
    }

    synchronized void add(String id, String key, Instant end) {
        long now = now();
        ends.values().forEach(ofKey -> ofKey.values().removeIf(over -> over < now));
        ends.values().removeIf(Map::isEmpty);
        Map<String, Long> ofKey = ends.computeIfAbsent(key, first -> new LinkedHashMap<>());
        if (ofKey.size() >= max) {
            ofKey.clear();
            allBefore.put(key, now);
        }
        ofKey.put(id, end.getEpochSecond());
        isUnwritten = true;
        write();
    }

    /** What the disk refused a moment ago. */
    private void tryAgain() {
        if ((isRead && !isUnwritten) || now() - triedAt < TRY_AGAIN_SECONDS) {
            return;
        }
        if (!isRead) {
            recall();
        }
        if (isUnwritten) {
            write();
        }
    }

    private void recall() {
        triedAt = now();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(this::recall);
            isRead = true;
            warnings.end(TROUBLE);
        } catch (NoSuchFileException none) {
            isRead = true;
            warnings.end(TROUBLE);
        } catch (IOException | UncheckedIOException unreadable) {
            warnings.begin(
                    TROUBLE,
                    ("The ended sessions can't be read at the moment, so sessions from before the start are"
                                    + " refused until they can. file=%s cause=%s")
                            .formatted(file, unreadable));
        }
    }

    private void recall(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return;
        }
        String key = parts.group(3) == null ? ANY_KEY : parts.group(3);
        long time = Long.parseLong(parts.group(2));
        if (parts.group(1).equals(ALL)) {
            allBefore.merge(key, time, Math::max);
        } else {
            ends.computeIfAbsent(key, first -> new LinkedHashMap<>()).put(parts.group(1), time);
        }
    }

    /** Whole or not at all; not before what the file has is known, which would be lost. */
    private void write() {
        if (!isRead) {
            return;
        }
        triedAt = now();
        try {
            AtomicFile.write(file, text().getBytes(UTF_8));
            isUnwritten = false;
            warnings.end(TROUBLE);
        } catch (IOException failure) {
            warnings.begin(
                    TROUBLE,
                    ("An ended session can't be recorded at the moment; it has ended, but would be valid again"
                                    + " after a restart. Recording is retried. file=%s cause=%s")
                            .formatted(file, failure));
        }
    }

    private String text() {
        StringBuilder lines = new StringBuilder();
        allBefore.forEach((key, time) -> lines.append(ALL + " " + time + of(key) + "\n"));
        ends.forEach((key, ofKey) -> ofKey.forEach((id, end) -> lines.append(id + " " + end + of(key) + "\n")));
        return lines.toString();
    }

    private static String of(String key) {
        return key.equals(ANY_KEY) ? "" : " " + key;
    }
}
