package chad.ide.security;

import io.quarkus.logging.Log;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sessions that somebody ended before their time, noted in a file until that time has come. The list has a limit; past
 * it, all sessions that began until now are over, which is a nuisance and no danger.
 */
@Singleton
class EndedSessions {

    private static final int MAX = 10_000;

    private static final String FILE = "ended-sessions";

    /** A session's id and its end in epoch seconds; under {@code *}, the time before which all sessions are over. */
    private static final Pattern LINE = Pattern.compile("(\\*|[\\w-]{22}) \\d{1,12}");

    private static final String ALL = "*";

    private final Path file;
    private final Clock clock;
    private final int max;
    private final Map<String, Long> ends = new HashMap<>();

    @Inject
    EndedSessions(SecurityConfig config, Clock clock) {
        this(config, clock, MAX);
    }

    EndedSessions(SecurityConfig config, Clock clock, int max) {
        this.max = max;
        this.file = config.folder().resolve(FILE);
        this.clock = clock;
        recall();
    }

    synchronized boolean has(String id, Instant begin) {
        return ends.containsKey(id) || begin.getEpochSecond() <= ends.getOrDefault(ALL, Long.MIN_VALUE);
    }

    synchronized void add(String id, Instant end) {
        long now = clock.instant().getEpochSecond();
        ends.entrySet().removeIf(entry -> !entry.getKey().equals(ALL) && entry.getValue() < now);
        if (ends.size() >= max) {
            ends.clear();
            ends.put(ALL, now);
        }
        ends.put(id, end.getEpochSecond());
        write();
    }

    private void recall() {
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> LINE.matcher(line).matches()).forEach(line -> {
                String[] words = line.split(" ", 2);
                ends.put(words[0], Long.parseLong(words[1]));
            });
        } catch (NoSuchFileException none) {
            Log.debug("No session was ended yet.");
        } catch (IOException unreadable) {
            ends.put(ALL, clock.instant().getEpochSecond());
            Log.warnf("The ended sessions can't be read, so all browsers have to sign in again. file=%s", file);
        }
    }

    /** Whole or not at all. */
    private void write() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path temporary = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    FILE,
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            List<String> lines = ends.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .toList();
            Files.write(temporary, lines);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            Log.errorf(
                    failure,
                    "An ended session could not be noted, and would live again after a restart. file=%s",
                    file);
        }
    }
}
